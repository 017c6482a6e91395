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

import { EncodeError } from '../errors.js';
import { partsOf } from './failures.js';
import * as format from './format.js';
import * as kinds from './kinds.js';
import { BufferLowering } from './lower-buffers.js';
import {
  attempt,
  GraphNode,
  leaf,
  put,
  readingThrew,
  refusal,
  shellOf,
  singles,
  unboxed,
} from './lower-node.js';
import * as places from './path.js';
import { Pieces } from './pieces.js';
import type { SharedBuffers } from './shared-buffers.js';

/** Lowers one value. */
export class Lowering {
  /** What to encode. */
  readonly pieces: Pieces = new Pieces();
  /** What of it is bytes. */
  readonly bytes: BufferLowering;
  /** Pieces whose contents are not lowered yet. */
  readonly #open: GraphNode[] = [];

  constructor(buffers: SharedBuffers) {
    this.bytes = new BufferLowering(this.pieces, buffers);
  }

  /**
   * Lowers a value; `name` begins the path to an offender.
   *
   * @throws EncodeError if something in it can't cross.
   */
  lower(value: unknown, name: string): void {
    const { list } = this.pieces;
    const root = new GraphNode(list, kinds.KIND_ARRAY, undefined, places.VIA_NAME, name, 0);
    root.lowered = list;
    this.#place(value, root, places.VIA_SELF, undefined, 0);
    for (let node = this.#open.pop(); node !== undefined; node = this.#open.pop()) this.#fill(node);
  }

  /** Puts a value into the lowered form of the object around it. */
  #place(value: unknown, above: GraphNode, via: number, key: unknown, slot: string | number): void {
    if (typeof value === 'object' && value !== null) this.#object(value, above, via, key, slot);
    else put(above, slot, this.#primitive(value, above, via, key));
  }

  #primitive(value: unknown, above: GraphNode, via: number, key: unknown): unknown {
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

  #object(
    source: object,
    above: GraphNode,
    via: number,
    key: unknown,
    slot: string | number,
  ): void {
    const known = this.pieces.nodes.get(source);
    if (known !== undefined) {
      put(above, slot, this.pieces.refer(known));
      return;
    }
    const place = { above, via, key };
    let kind = attempt(place, () => kinds.kindOf(source));
    if (kind === kinds.KIND_REFUSED) throw refusal(place, kinds.nameOf(source));
    if (kind === kinds.KIND_MOVED) kind = this.bytes.move(source);
    const node = new GraphNode(source, kind, above, via, key, slot);
    if (node.level > format.MAX_TOTAL_DEPTH) {
      throw new EncodeError(places.pathOf(node), `nested ${format.MAX_TOTAL_DEPTH} levels deep`);
    }
    this.pieces.nodes.set(source, node);
    node.lowered = kind >= kinds.KIND_DATE ? this.#leafOf(node) : shellOf(node);
    // A buffer is a piece at once if a view of it was met before.
    put(above, slot, node.piece > 0 ? node.ref : node.lowered);
    if (kind < kinds.KIND_DATE) this.#enter(node);
  }

  /** Fills a container now, or, if the calls would nest too deeply, later as a piece. */
  #enter(node: GraphNode): void {
    if (node.depth < format.MAX_DEPTH) {
      this.#fill(node);
      return;
    }
    this.pieces.refer(node);
    node.depth = 0;
    this.#open.push(node);
  }

  #fill(node: GraphNode): void {
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

  #fillArray(node: GraphNode, source: readonly unknown[]): void {
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

  #fillObject(node: GraphNode, source: object): void {
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

  #fillError(node: GraphNode): void {
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

  #read(node: GraphNode, via: number, key: string | number): unknown {
    try {
      return (node.source as Readonly<Record<string | number, unknown>>)[key];
    } catch (cause) {
      throw readingThrew({ above: node, via, key }, cause);
    }
  }

  #leafOf(node: GraphNode): unknown {
    const { source } = node;
    switch (node.kind) {
      case kinds.KIND_DATE:
        return leaf((out) => out.date(Date.prototype.getTime.call(source)));
      case kinds.KIND_REGEXP: {
        const { source: pattern, flags } = attempt(node, () => source as RegExp);
        return leaf((out) => out.regexp(pattern, flags));
      }
      case kinds.KIND_BUFFER:
        return this.bytes.buffer(node, source as ArrayBufferLike);
      default:
        return this.bytes.view(node, source as ArrayBufferView);
    }
  }
}
