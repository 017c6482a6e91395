/** Gives the copy of the built package that is imported as `….js?door` the other door. */

export async function resolve(specifier, context, next) {
  if (!context.parentURL?.endsWith('?door')) return next(specifier, context);
  if (specifier === './atomics.js') return next(new URL('door.mjs', import.meta.url).href);
  if (specifier === './region.js') return next(new URL('door-region.mjs', import.meta.url).href);
  return next(specifier, context);
}
