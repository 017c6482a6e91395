/**
 * Lowers buffers and views, and keeps what they share.
 *
 * A view stands for its own bytes, which is all that is known when it is met. Once a second view of
 * its buffer is met, or the buffer itself, the whole buffer becomes a piece and both refer to it.
 */

import { ExtData } from '@msgpack/msgpack';
import * as format from './format.js';
import { KIND_BUFFER, KIND_VIEW } from './kinds.js';
import { GraphNode, leaf, marks, referenceTo, refusal } from './lower-node.js';
import { memoryOf } from './move.js';
import type { Pieces } from './pieces.js';
import type { SharedBuffers } from './shared-buffers.js';
import * as views from './views.js';

/** Lowers what is made of bytes. */
export class BufferLowering {
  /** Filled while the pieces are encoded, in the order of their bytes. */
  readonly tails: Uint8Array[] = [];
  /** ArrayBuffers to detach when the payload is out. */
  readonly moved: Set<ArrayBuffer> = new Set<ArrayBuffer>();

  readonly #pieces: Pieces;
  readonly #buffers: SharedBuffers;
  /** ArrayBuffers of which one view has been met so far, and that view. */
  readonly #viewed = new Map<object, GraphNode>();

  constructor(pieces: Pieces, buffers: SharedBuffers) {
    this.#pieces = pieces;
    this.#buffers = buffers;
  }

  /** Lowers an ArrayBuffer or SharedArrayBuffer. */
  buffer(node: GraphNode, buffer: ArrayBufferLike): unknown {
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

  /** Lowers a view. */
  view(node: GraphNode, view: ArrayBufferView): unknown {
    const number = views.viewNumber(view);
    const { buffer } = view;
    if (views.isShared(buffer)) {
      const id = this.#buffers.idOf(buffer);
      const length = views.elementsOf(view, number);
      return leaf((out) => out.shared(number, id, view.byteOffset, length));
    }
    if (views.isDetached(buffer)) throw refusal(node, 'a view of a detached ArrayBuffer');
    // Most Node Buffers share a pool with strangers: only their own bytes cross.
    if (number === views.VIEW_NODE) return this.#bytes(number, view);
    const first = this.#viewed.get(buffer);
    let owner = this.#pieces.nodes.get(buffer);
    if (first === undefined && owner === undefined) {
      this.#viewed.set(buffer, node);
      return this.#bytes(number, view);
    }
    owner ??= this.#hiddenBuffer(buffer, node);
    if (first !== undefined) this.#share(first, owner);
    return this.#viewOf(owner, number, view);
  }

  #viewOf(owner: GraphNode, number: number, view: ArrayBufferView): unknown[] {
    const { byteOffset } = view;
    const length = views.elementsOf(view, number);
    return [marks[format.MARK_VIEW], number, this.#pieces.refer(owner), byteOffset, length];
  }

  /** Makes a piece of a buffer that is only known by its views. */
  #hiddenBuffer(buffer: ArrayBuffer, view: GraphNode): GraphNode {
    const { above, via, key, slot } = view;
    const owner = new GraphNode(buffer, KIND_BUFFER, above, via, key, slot);
    owner.lowered = this.#bytes(views.VIEW_NONE, buffer);
    owner.piece = this.#pieces.list.push(owner.lowered) - 1;
    owner.ref = referenceTo(owner.piece);
    this.#pieces.nodes.set(buffer, owner);
    return owner;
  }

  /** Turns a view that stood for its own bytes into a view of a buffer that others see too. */
  #share(node: GraphNode, owner: GraphNode): void {
    const view = node.source as ArrayBufferView;
    const number = views.viewNumber(view);
    this.#viewed.delete(view.buffer);
    this.#pieces.replace(node, this.#viewOf(owner, number, view));
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

  /** Notes the memory to detach; returns the kind of what is moved. */
  move(source: object): number {
    this.moved.add(memoryOf(source) as ArrayBuffer);
    return ArrayBuffer.isView(source) ? KIND_VIEW : KIND_BUFFER;
  }
}
