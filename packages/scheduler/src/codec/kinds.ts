/**
 * What an object is to the codec, whatever realm it comes from.
 *
 * Nothing here trusts `instanceof` or a name: an object is a Map if it has a Map's internal slots.
 * What has only the looks (a Proxy of a Map, `Object.create(Map.prototype)`) is refused, because its
 * contents can't be read. Objects of classes of the program cross as plain data, as with
 * `postMessage`; objects of the platform whose state lies in native memory or private fields (a URL,
 * a KeyObject, a stream) would cross as `{}`, so they are refused by name.
 */

import { types } from 'node:util';
import { isMoved } from './move.js';

/** Kinds of object. Everything but KIND_REFUSED can cross. */
export const KIND_OBJECT = 0;
export const KIND_ARRAY = 1;
export const KIND_MAP = 2;
export const KIND_SET = 3;
export const KIND_ERROR = 4;
export const KIND_BOXED = 5;
/** A buffer or view that is to be detached once it is sent: then it is lowered as what it is. */
export const KIND_MOVED = 6;
/** Kinds from here to {@link KIND_REFUSED} are leaves. */
export const KIND_DATE = 7;
export const KIND_REGEXP = 8;
/** An ArrayBuffer or SharedArrayBuffer. */
export const KIND_BUFFER = 9;
/** A typed array, Node Buffer or DataView. */
export const KIND_VIEW = 10;
export const KIND_REFUSED = 11;

const objectPrototype: unknown = Object.prototype;

/** Prototypes of plain data other than our realm's own: those of classes and of other realms. */
const plainPrototypes = new WeakSet<object>();
let lastPlainPrototype: object | undefined;

/**
 * Tells what an object is. A plain object of this realm costs some 5 ns, an object of a class seen
 * before some 20; others some 100, and the first object of each class 2 µs.
 *
 * @throws whatever a trap throws, if the object is a Proxy.
 */
export function kindOf(value: object): number {
  if (Array.isArray(value)) return KIND_ARRAY;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === objectPrototype || prototype === null) return KIND_OBJECT;
  if (prototype === lastPlainPrototype) return KIND_OBJECT;
  if (plainPrototypes.has(prototype)) {
    lastPlainPrototype = prototype;
    return KIND_OBJECT;
  }
  return kindBySlots(value, prototype);
}

function kindBySlots(value: object, prototype: object): number {
  if (ArrayBuffer.isView(value)) return isMoved(value) ? KIND_MOVED : KIND_VIEW;
  if (types.isDate(value)) return KIND_DATE;
  if (types.isMap(value)) return KIND_MAP;
  if (types.isSet(value)) return KIND_SET;
  if (types.isAnyArrayBuffer(value)) return isMoved(value) ? KIND_MOVED : KIND_BUFFER;
  if (types.isNativeError(value)) return KIND_ERROR;
  if (types.isRegExp(value)) return KIND_REGEXP;
  if (types.isBoxedPrimitive(value)) {
    return types.isSymbolObject(value) ? KIND_REFUSED : KIND_BOXED;
  }
  return kindByPrototype(value, prototype);
}

/** Of an object without slots of its own: an error by inheritance, plain data, or refused. */
function kindByPrototype(value: object, prototype: object): number {
  const builtin = nativeAncestor(prototype);
  if (builtin === 'Error' || builtin.endsWith('Error')) return KIND_ERROR;
  if (builtin !== '' || isPlatformObject(value)) return KIND_REFUSED;
  plainPrototypes.add(prototype);
  lastPlainPrototype = prototype;
  return KIND_OBJECT;
}

/** What a class of native code without a name is called. */
const NAMELESS = 'native object';

/**
 * Name of the first class on the prototype chain that is made of native code; '' if there is only
 * Object, of whatever realm.
 */
function nativeAncestor(prototype: object): string {
  let link: object | null = prototype;
  while (link !== null) {
    const above = Object.getPrototypeOf(link) as object | null;
    const type: unknown = Object.getOwnPropertyDescriptor(link, 'constructor')?.value;
    if (typeof type === 'function' && isNative(type)) {
      const isRoot = above === null && type.name === 'Object';
      if (!isRoot) return type.name === '' ? NAMELESS : type.name;
    }
    link = above;
  }
  return '';
}

function isNative(type: object): boolean {
  return Function.prototype.toString.call(type).endsWith('{ [native code] }');
}

/** Objects of the platform that are written in JavaScript and keep their state out of reach. */
const platformTags = new Set(
  (
    'AbortController AbortSignal Blob BroadcastChannel ByteLengthQueuingStrategy CloseEvent ' +
    'CompressionStream CountQueuingStrategy Crypto CryptoKey DecompressionStream Event EventSource ' +
    'EventTarget File FormData Headers KeyObject MessageEvent Performance PerformanceObserver ' +
    'ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ' +
    'ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader ' +
    'Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream ' +
    'TransformStream TransformStreamDefaultController URL URLPattern URLSearchParams WebSocket ' +
    'WritableStream WritableStreamDefaultController WritableStreamDefaultWriter'
  ).split(' '),
);

/** The same, those without a tag. */
const platformClasses = new Set(['X509Certificate', 'FileHandle', 'MessageChannel', 'Worker']);

function isPlatformObject(value: object): boolean {
  const tag = tagOf(value);
  return (
    platformTags.has(tag) ||
    tag.endsWith('Iterator') ||
    types.isGeneratorObject(value) ||
    types.isKeyObject(value) ||
    types.isCryptoKey(value) ||
    types.isExternal(value) ||
    isStream(value) ||
    platformClasses.has(classOf(value))
  );
}

function isStream(value: object): boolean {
  return (
    ('_readableState' in value || '_writableState' in value) &&
    ('pipe' in value || 'write' in value)
  );
}

/** Says what can't cross, with its article: `a Promise`, `an AbortSignal`, `a function`. */
export function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  if (types.isProxy(value)) return 'a Proxy of a built-in object';
  const prototype = Object.getPrototypeOf(value) as object | null;
  const tag = tagOf(value);
  const native = prototype === null ? '' : nativeAncestor(prototype);
  let name = tag !== 'Object' ? tag : classOf(value);
  if (isStream(value)) name = `stream (${name})`;
  // `Intl.Collator` says more than its class, Collator; MessagePort more than its tag, EventTarget.
  else if (native !== NAMELESS && !tag.endsWith(native)) name = native;
  return `${/^[AEIOU]/i.test(name) && !name.startsWith('URL') ? 'an' : 'a'} ${name}`;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function classOf(value: object): string {
  const type: unknown = (value as { constructor?: unknown }).constructor;
  return typeof type === 'function' ? type.name : 'Object';
}
