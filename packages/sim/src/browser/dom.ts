/** The few things that this page needs of the document. */

/** Returns the element with an id: the page's own, so it is there. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element '${id}'`);
  return found;
}

/** The element of an id, which is of that class. */
function typed<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = byId(id);
  if (!(found instanceof type)) throw new Error(`the element '${id}' is no ${type.name}`);
  return found;
}

export const canvasOf = (id: string): HTMLCanvasElement => typed(id, HTMLCanvasElement);
export const fieldOf = (id: string): HTMLInputElement => typed(id, HTMLInputElement);
export const dialogOf = (id: string): HTMLDialogElement => typed(id, HTMLDialogElement);

/** Makes an element with attributes and children; texts are texts, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Shows a picture made by one of the chart functions, which escape what is not theirs. */
export function show(id: string, svg: string): void {
  byId(id).innerHTML = svg;
}

/** Width for a chart inside an element. */
export function widthOf(id: string): number {
  return Math.max(240, Math.floor(byId(id).clientWidth));
}

/** Makes a canvas as sharp as the screen; returns its context, scaled to CSS pixels. */
export function sharpen(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio;
  const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== tall) {
    canvas.width = wide;
    canvas.height = tall;
  }
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('this browser has no canvas');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
