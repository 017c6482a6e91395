/** Adds an own field, whatever its name: assigning to `__proto__` would set the prototype. */
export function defineField(
  object: object,
  key: string,
  value: unknown,
  enumerable: boolean,
): void {
  Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
}
