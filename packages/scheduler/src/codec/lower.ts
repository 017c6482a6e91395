/**
 * Lowers a graph of any values to pieces of plain MessagePack.
 *
 * Each object is visited once. The second time it is met it becomes a piece of its own: what stood
 * at its first place moves to the list of pieces, and both places refer to it. So cycles and shared
 * objects need no special case, getters are called once, and an object deeper than MAX_DEPTH simply
 * becomes a piece too, so that no nesting of data is nesting of calls.
 *
 * `v8.serialize` could hold cycles, but not the rest: it drops `code` and own fields of errors,
 * copies SharedArrayBuffers silently, names no offender, and its bytes can't be checked before they
 * are decoded. So such values would have to be lowered for it as well.
 */

import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { ExtData } from '@msgpack/msgpack';
import { EncodeError } from '../errors.js';
import { partsOf } from './failures.js';
import * as format from './format.js';
import * as kinds from './kinds.js';
import {
  attempt,
  leaf,
  marks,
  Node,
  put,
  readingThrew,
  referenceTo,
  refusal,
  shellOf,
  singles,
  unboxed,
} from './lower-node.js';
import { MOVED } from './move.js';
import type { Moved } from './move.js';
import * as places from './path.js';
import type { SharedBuffers } from './shared-buffers.js';
import * as views from './views.js';

/** Lowers one value. */
export class Lowering {
  /** What to encode. The first piece is the value. */
  readonly pieces: unknown[] = [];
  /** Filled while the pieces are encoded, in the order of their bytes. */
  readonly tails: Uint8Array[] = [];
  /** ArrayBuffers to detach when the payload is out. */
  readonly moved: Set<ArrayBuffer> = new Set<ArrayBuffer>();

  readonly #buffers: SharedBuffers;
  readonly #nodes = new Map<object, Node>();
  /** ArrayBuffers of which one view has been met so far, and that view. */
  readonly #viewed = new Map<object, Node>();
  /** Pieces whose contents are not lowered yet. */
  readonly #open: Node[] = [];

  constructor(buffers: SharedBuffers) {
    this.#buffers = buffers;
  }

  /**
   * Lowers a value; `name` begins the path to an offender.
   *
   * @throws EncodeError if something in it can't cross.
   */
  lower(value: unknown, name: string): void {
    const { pieces } = this;
    const root = new Node(pieces, kinds.KIND_ARRAY, undefined, places.VIA_NAME, name, 0);
    root.lowered = pieces;
    this.#place(value, root, places.VIA_SELF, undefined, 0);
    for (let node = this.#open.pop(); node !== undefined; node = this.#open.pop()) this.#fill(node);
  }

  /** Puts a value into the lowered form of the object around it. */
  #place(value: unknown, above: Node, via: number, key: unknown, slot: string | number): void {
    if (typeof value === 'object' && value !== null) this.#object(value, above, via, key, slot);
    else put(above, slot, this.#primitive(value, above, via, key));
  }

  #primitive(value: unknown, above: Node, via: number, key: unknown): unknown {
    switch (typeof value) {
      case 'number':
        return Object.is(value, -0) ? singles[format.SINGLE_NEGATIVE_ZERO] : value;
      case 'string':
        return value.isWellFormed() ? value : leaf((out) => out.text(value));
      case 'bigint':
        return leaf((out) => out.bigint(value));
      case 'undefined':
        return singles[format.SINGLE_UNDEFINED];
      case 'function':
      case 'symbol':
        throw refusal({ above, via, key }, kinds.nameOf(value));
      default:
        return value;
    }
  }

  #object(source: object, above: Node, via: number, key: unknown, slot: string | number): void {
    const known = this.#nodes.get(source);
    if (known !== undefined) {
      put(above, slot, this.#refer(known));
      return;
    }
    const place = { above, via, key };
    const kind = attempt(place, () => kinds.kindOf(source));
    if (kind === kinds.KIND_REFUSED) throw refusal(place, kinds.nameOf(source));
    if (kind === kinds.KIND_MOVED) {
      this.#place(this.#move(source, place), above, via, key, slot);
      return;
    }
    const node = new Node(source, kind, above, via, key, slot);
    if (node.level > format.MAX_TOTAL_DEPTH) {
      throw new EncodeError(places.pathOf(node), `nested ${format.MAX_TOTAL_DEPTH} levels deep`);
    }
    this.#nodes.set(source, node);
    node.lowered = kind >= kinds.KIND_DATE ? this.#leafOf(node) : shellOf(node);
    // A buffer is a piece at once if a view of it was met before.
    put(above, slot, node.piece > 0 ? node.ref : node.lowered);
    if (kind < kinds.KIND_DATE) this.#enter(node);
  }

  /** Fills a container now, or, if the calls would nest too deeply, later as a piece. */
  #enter(node: Node): void {
    if (node.depth < format.MAX_DEPTH) {
      this.#fill(node);
      return;
    }
    this.#refer(node);
    node.depth = 0;
    this.#open.push(node);
  }

  /** Makes an object a piece, if it isn't one, and returns what stands for it. */
  #refer(node: Node): ExtData {
    if (node.ref !== undefined) return node.ref;
    const isValue = node.above?.above === undefined;
    node.piece = isValue ? 0 : this.pieces.length;
    node.ref = referenceTo(node.piece);
    if (!isValue) {
      this.pieces.push(node.lowered);
      put(node.above, node.slot, node.ref);
    }
    return node.ref;
  }

  #fill(node: Node): void {
    const { source } = node;
    switch (node.kind) {
      case kinds.KIND_ARRAY:
        this.#fillArray(node, source as readonly unknown[]);
        break;
      case kinds.KIND_MAP:
        // A copy, here and below: getters may change the Map meanwhile.
        [...(Map.prototype.entries.call(source) as MapIterator<[unknown, unknown]>)].forEach(
          ([key, value], i) => {
            this.#place(key, node, places.VIA_MAP_KEY, i, 2 * i + 1);
            this.#place(value, node, places.VIA_MAP_VALUE, key, 2 * i + 2);
          },
        );
        break;
      case kinds.KIND_SET:
        [...(Set.prototype.values.call(source) as SetIterator<unknown>)].forEach((item, i) => {
          this.#place(item, node, places.VIA_SET_ITEM, i, i + 1);
        });
        break;
      case kinds.KIND_ERROR:
        this.#fillError(node);
        break;
      case kinds.KIND_BOXED:
        this.#place(unboxed(source), node, places.VIA_SELF, undefined, 1);
        break;
      default:
        this.#fillObject(node, source);
    }
  }

  #fillArray(node: Node, source: readonly unknown[]): void {
    if ((node.lowered as unknown[]).length === 0) {
      const { length } = source;
      for (let i = 0; i < length; i++) {
        this.#place(this.#read(node, places.VIA_INDEX, i), node, places.VIA_INDEX, i, i);
      }
      return;
    }
    put(node, 1, source.length);
    let slot = 2;
    for (const key of Object.keys(source)) {
      const index = Number(key);
      if (String(index >>> 0) !== key) break; // named properties come after all indices
      put(node, slot, index);
      this.#place(
        this.#read(node, places.VIA_INDEX, index),
        node,
        places.VIA_INDEX,
        index,
        slot + 1,
      );
      slot += 2;
    }
  }

  #fillObject(node: Node, source: object): void {
    const isMap = !Array.isArray(node.lowered);
    let slot = 1;
    for (const key of attempt(node, () => Object.keys(source))) {
      const value = this.#read(node, places.VIA_FIELD, key);
      if (isMap) {
        this.#place(value, node, places.VIA_FIELD, key, key);
      } else {
        put(node, slot, this.#primitive(key, node, places.VIA_FIELD, key));
        this.#place(value, node, places.VIA_FIELD, key, slot + 1);
        slot += 2;
      }
    }
  }

  #fillError(node: Node): void {
    const { type, hidden, shown } = attempt(node, () => partsOf(node.source));
    put(node, 1, type);
    put(node, 2, hidden.length);
    let slot = 3;
    for (const [key, value] of [...hidden, ...shown]) {
      put(node, slot, this.#primitive(key, node, places.VIA_FIELD, key));
      this.#place(value, node, places.VIA_FIELD, key, slot + 1);
      slot += 2;
    }
  }

  #read(node: Node, via: number, key: string | number): unknown {
    try {
      return (node.source as Readonly<Record<string | number, unknown>>)[key];
    } catch (cause) {
      throw readingThrew({ above: node, via, key }, cause);
    }
  }

  #leafOf(node: Node): unknown {
    const { source } = node;
    switch (node.kind) {
      case kinds.KIND_DATE:
        return leaf((out) => out.date(Date.prototype.getTime.call(source)));
      case kinds.KIND_REGEXP: {
        const { source: pattern, flags } = attempt(node, () => source as RegExp);
        return leaf((out) => out.regexp(pattern, flags));
      }
      case kinds.KIND_BUFFER:
        return this.#buffer(node, source as ArrayBufferLike);
      default:
        return this.#view(node, source as ArrayBufferView);
    }
  }

  #buffer(node: Node, buffer: ArrayBufferLike): unknown {
    if (views.isShared(buffer)) {
      const id = this.#buffers.idOf(buffer);
      return leaf((out) => out.shared(views.VIEW_NONE, id, 0, buffer.byteLength));
    }
    if (views.isDetached(buffer)) throw refusal(node, 'a detached ArrayBuffer');
    const lowered = this.#bytes(views.VIEW_NONE, buffer);
    node.lowered = lowered;
    const view = this.#viewed.get(buffer);
    if (view !== undefined) this.#share(view, node);
    return lowered;
  }

  #view(node: Node, view: ArrayBufferView): unknown {
    const number = views.viewNumber(view);
    const { buffer, byteOffset } = view;
    const length = views.elementsOf(view, number);
    if (views.isShared(buffer)) {
      const id = this.#buffers.idOf(buffer);
      return leaf((out) => out.shared(number, id, byteOffset, length));
    }
    if (views.isDetached(buffer)) throw refusal(node, 'a view of a detached ArrayBuffer');
    // Most Node Buffers share a pool with strangers: only their own bytes cross.
    if (number === views.VIEW_NODE) return this.#bytes(number, view);
    const first = this.#viewed.get(buffer);
    let owner = this.#nodes.get(buffer);
    if (first === undefined && owner === undefined) {
      this.#viewed.set(buffer, node);
      return this.#bytes(number, view);
    }
    owner ??= this.#hiddenBuffer(buffer, node);
    if (first !== undefined) this.#share(first, owner);
    return [marks[format.MARK_VIEW], number, this.#refer(owner), byteOffset, length];
  }

  /** Makes a piece of a buffer that is only known by its views. */
  #hiddenBuffer(buffer: ArrayBuffer, view: Node): Node {
    const { above, via, key, slot } = view;
    const owner = new Node(buffer, kinds.KIND_BUFFER, above, via, key, slot);
    owner.lowered = this.#bytes(views.VIEW_NONE, buffer);
    owner.piece = this.pieces.push(owner.lowered) - 1;
    owner.ref = referenceTo(owner.piece);
    this.#nodes.set(buffer, owner);
    return owner;
  }

  /** Turns a view that stood for its own bytes into a view of a buffer that others see too. */
  #share(node: Node, owner: Node): void {
    const view = node.source as ArrayBufferView;
    const number = views.viewNumber(view);
    this.#viewed.delete(view.buffer);
    node.lowered = [
      ...[marks[format.MARK_VIEW], number, this.#refer(owner)],
      ...[view.byteOffset, views.elementsOf(view, number)],
    ];
    if (node.ref === undefined) put(node.above, node.slot, node.lowered);
    else this.pieces[node.piece] = node.lowered;
  }

  #bytes(number: number, source: ArrayBufferView | ArrayBuffer): ExtData {
    const bytes = views.bytesOf(source);
    if (bytes.length < format.TAIL_BYTES) return leaf((out) => out.inlineBytes(number, bytes));
    // Called when the bytes around it are written, so that tails have the order of their headers.
    return new ExtData(format.EXT_TAIL, () => {
      this.tails.push(bytes);
      return leaf((out) => out.tail(number, bytes)).data as Uint8Array;
    });
  }

  /** Notes the memory to detach, and returns what crosses. */
  #move(source: object, place: places.Place): unknown {
    const target: unknown = (source as Partial<Moved>)[MOVED];
    const isView = ArrayBuffer.isView(target);
    const buffer: unknown = isView ? target.buffer : target;
    if (!types.isArrayBuffer(buffer)) {
      const reason = 'move() takes an ArrayBuffer or a view of one';
      throw new EncodeError(places.pathOf(place), reason);
    }
    if (isView && Buffer.isBuffer(target) && target.length < buffer.byteLength) {
      const reason = "part of a pool of Buffers can't be moved";
      throw new EncodeError(places.pathOf(place), reason);
    }
    this.moved.add(buffer);
    return target;
  }
}
