/** SVG as text. Colours come from the page's style sheet, by class, so that themes and print differ. */

type Attributes = Readonly<Record<string, string | number>>;

/** One element. Its children are SVG already; texts are made by {@link text}. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const inside = children.join('');
  return inside === ''
    ? `<${name}${list.join('')}/>`
    : `<${name}${list.join('')}>${inside}</${name}>`;
}

/** A picture with a name for those who do not see it. */
export function picture(
  width: number,
  height: number,
  name: string,
  ...children: string[]
): string {
  const box = {
    viewBox: `0 0 ${round(width)} ${round(height)}`,
    width: round(width),
    height: round(height),
  };
  return element('svg', { ...box, role: 'img', 'aria-label': name }, ...children);
}

/** A rectangle with a tip. */
export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  attributes: Attributes,
  tip = '',
): string {
  const title = tip === '' ? '' : element('title', {}, escape(tip));
  return element('rect', { x, y, width, height, ...attributes }, title);
}

/** A text. */
export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escape(words));
}

/** A line. */
export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  attributes: Attributes,
): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** The `d` of a path through points. */
export function through(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

/** Makes a text safe inside an element or an attribute. */
export function escape(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function attribute(value: string | number): string {
  return typeof value === 'number' ? String(round(value)) : escape(value);
}

/** A hundredth of a pixel is enough. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
