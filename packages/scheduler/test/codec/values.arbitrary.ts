/** Arbitrary values of all documented types, and graphs of them. */

import fc from 'fast-check';

const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 63, -(2 ** 31), 2 ** 31, 2 ** 32),
);

const bigints = fc.oneof(
  fc.bigInt(),
  fc.constantFrom(
    0n,
    2n ** 63n - 1n,
    2n ** 63n,
    -(2n ** 63n),
    -(2n ** 63n) - 1n,
    2n ** 64n,
    -(2n ** 999n),
  ),
);

/** Strings: of one script, of any code points, and of any code units, which need not be pairs. */
const strings = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.integer({ min: 0xd700, max: 0xe0ff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc.integer({ min: 0, max: 70_000 }).map((length) => 'x'.repeat(length)),
);

const keys = fc.oneof(
  { weight: 5, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: strings },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '', '0', '-1'),
  },
);

const bytes = fc.uint8Array({ maxLength: 64 });
const wholes = (size: number): fc.Arbitrary<ArrayBuffer> =>
  bytes.map((raw) => new Uint8Array(raw).slice(0, raw.length - (raw.length % size)).buffer);

const views = fc.oneof(
  wholes(1),
  wholes(1).map((buffer) => new Uint8Array(buffer)),
  wholes(1).map((buffer) => new Int8Array(buffer)),
  wholes(1).map((buffer) => new Uint8ClampedArray(buffer)),
  wholes(1).map((buffer) => new DataView(buffer)),
  wholes(1).map((buffer) => Buffer.from(buffer)),
  wholes(2).map((buffer) => new Int16Array(buffer)),
  wholes(2).map((buffer) => new Uint16Array(buffer)),
  wholes(4).map((buffer) => new Int32Array(buffer)),
  wholes(4).map((buffer) => new Uint32Array(buffer)),
  wholes(4).map((buffer) => new Float32Array(buffer)),
  wholes(8).map((buffer) => new Float64Array(buffer)),
  wholes(8).map((buffer) => new BigInt64Array(buffer)),
  wholes(8).map((buffer) => new BigUint64Array(buffer)),
  fc.integer({ min: 1000, max: 3000 }).map((size) => new Uint8Array(size).fill(size)),
  bytes.map((raw) => new Uint8Array(Buffer.concat([raw, raw]).buffer, 0, raw.length)),
);

const shared = new SharedArrayBuffer(64);

const leaves = fc.oneof(
  { weight: 6, arbitrary: numbers },
  { weight: 6, arbitrary: strings },
  { weight: 3, arbitrary: fc.constantFrom(undefined, null, true, false) },
  { weight: 2, arbitrary: bigints },
  { weight: 2, arbitrary: views },
  { weight: 1, arbitrary: fc.constantFrom(shared, new Int16Array(shared, 4, 3)) },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
  { weight: 1, arbitrary: fc.constantFrom(/a/g, /[^\ud800]\/+/iu, new RegExp('')) },
  { weight: 1, arbitrary: fc.oneof(numbers, fc.string(), fc.boolean(), bigints).map((v) => Object(v) as unknown) }, // prettier-ignore
);

/** Trees. Errors among them are rare, because most of their weight is their stack. */
const trees: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    { weight: 20, arbitrary: leaves },
    { weight: 5, arbitrary: fc.array(tie('value'), { maxLength: 6 }) },
    {
      weight: 5,
      arbitrary: fc.array(fc.tuple(keys, tie('value')), { maxLength: 6 }).map(objectOf),
    },
    { weight: 1, arbitrary: fc.sparseArray(tie('value'), { maxLength: 50, maxNumElements: 4 }) },
    { weight: 2, arbitrary: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((pairs) => new Map(pairs)) }, // prettier-ignore
    {
      weight: 2,
      arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((items) => new Set(items)),
    },
    { weight: 1, arbitrary: fc.tuple(strings, tie('value'), keys).map(errorOf) },
  ),
})).value;

/** Defines fields, so that `__proto__` is one too. */
function objectOf(fields: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [key, value] of fields) {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return object;
}

const errorKeys = new Set(['name', 'message', 'stack', 'cause', 'errors']);

function errorOf([message, field, key]: [string, unknown, string]): Error {
  const types = [Error, TypeError, RangeError, SyntaxError];
  const type = types[message.length % types.length] as ErrorConstructor;
  const error = new type(message, message.length % 2 === 0 ? { cause: field } : undefined);
  if (!errorKeys.has(key)) Object.defineProperty(error, key, { value: field, enumerable: true });
  return error;
}

/** Everything in a value that can hold something else. */
function containersIn(value: unknown): object[] {
  const found = new Set<object>();
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null || found.has(at)) return;
    if (at instanceof Map || at instanceof Set) {
      found.add(at);
      for (const item of [...at].flat()) visit(item);
    } else if (Array.isArray(at) || Object.getPrototypeOf(at) === Object.prototype) {
      found.add(at);
      Object.values(at).forEach(visit);
    }
  };
  visit(value);
  return [...found];
}

/** Trees with edges added between any of their containers: shared objects and cycles. */
const graphs = fc
  .tuple(trees, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 }))
  .map(([tree, edges]) => {
    const containers = containersIn(tree);
    for (const [i, [from, to]] of containers.length === 0 ? [] : edges.entries()) {
      const [source, target] = [from, to].map((n) => containers[n % containers.length] as object);
      if (source instanceof Map) source.set(`edge ${i}`, target);
      else if (source instanceof Set) source.add(target);
      else if (Array.isArray(source)) source.push(target);
      else Object.assign(source as object, { [`edge ${i}`]: target });
    }
    return tree;
  });

/** Any value that can cross. */
export const values: fc.Arbitrary<unknown> = fc.oneof(trees, graphs);
