/** What part of the time a chart shows, as values. */

/** A stretch of time, ns. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** No view is shorter: its pixels would be finer than the clock. */
const SHORTEST = 50;

/** Returns a view that is inside the bounds, and not too short, moved rather than cut. */
export function fit({ from, to }: View, bounds: View): View {
  const most = Math.max(bounds.to - bounds.from, 1);
  const span = Math.min(Math.max(to - from, Math.min(SHORTEST, most)), most);
  const middle = (from + to) / 2;
  const begin = Math.min(Math.max(middle - span / 2, bounds.from), bounds.to - span);
  return { from: begin, to: begin + span };
}

/** Returns the view `factor` times as long; `about` keeps its place. */
export function zoom(view: View, bounds: View, factor: number, about: number): View {
  const span = view.to - view.from;
  const most = Math.max(bounds.to - bounds.from, 1);
  const longer = Math.min(Math.max(span * factor, Math.min(SHORTEST, most)), most);
  const share = span === 0 ? 0.5 : (about - view.from) / span;
  const from = about - share * longer;
  return fit({ from, to: from + longer }, bounds);
}

/** Returns the view moved by a share of its length. */
export function pan(view: View, bounds: View, share: number): View {
  const by = share * (view.to - view.from);
  return fit({ from: view.from + by, to: view.to + by }, bounds);
}

/** Returns the view that shows a stretch of time with some room on both sides. */
export function around(from: number, to: number, bounds: View, room = 1): View {
  const span = Math.max(to - from, SHORTEST);
  return fit({ from: from - room * span, to: to + room * span }, bounds);
}
