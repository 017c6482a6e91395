/** Graph payloads as bytes: `@msgpack/msgpack` between lowering and lifting. */

import { Decoder, Encoder, ExtData } from '@msgpack/msgpack';
import { EXT_MARK, EXT_REF, isWasteful, MAX_DEPTH, SCRATCH_KEPT_BYTES } from './format.js';
import type { Input } from './input.js';
import { Lifting, Token } from './lift.js';
import type { Lowering } from './lower.js';
import { malformed } from './malformed.js';
import { scan } from './scan.js';

const extensions = {
  tryToEncode: (object: unknown): ExtData | null => (object instanceof ExtData ? object : null),
  decode: (): unknown => {
    throw new Error('an encoder decodes nothing');
  },
};

/** Pieces, plus the list of them and a leaf at the end. The library counts from 1. */
const LEVELS = MAX_DEPTH + 4;

const makeEncoder = (): Encoder => new Encoder({ extensionCodec: extensions, maxDepth: LEVELS });

let encoder = makeEncoder();

/**
 * Returns the bytes of what was lowered, valid until the next call. Fills its list of tails.
 *
 * @throws RangeError if there is no memory for them.
 */
export function encodeGraph(lowering: Lowering): Uint8Array {
  const bytes = encoder.encodeSharedRef(lowering.pieces.list);
  // It keeps its largest buffer for ever.
  if (isWasteful(bytes.buffer.byteLength, bytes.length)) encoder = makeEncoder();
  return bytes;
}

/** Decodes graphs from an input. */
export class GraphReader {
  readonly #input: Input;
  readonly #decoder: Decoder;

  constructor(input: Input) {
    this.#input = input;
    this.#decoder = this.#makeDecoder(SCRATCH_KEPT_BYTES);
  }

  /**
   * Reads the value that was loaded.
   *
   * @throws EncodeError, RangeError, SyntaxError or the library's DecodeError if it is malformed.
   */
  read(): unknown {
    const { bytes, end } = this.#input;
    scan(bytes, end);
    const decoder = end <= SCRATCH_KEPT_BYTES ? this.#decoder : this.#makeDecoder(end);
    const pieces = decoder.decode(bytes.subarray(0, end));
    this.#input.at = end;
    return new Lifting(pieces).lift();
  }

  #makeDecoder(limit: number): Decoder {
    return new Decoder({
      extensionCodec: {
        tryToEncode: () => null,
        decode: (data, type) => this.#extension(data, type),
      },
      maxStrLength: limit,
      maxBinLength: limit,
      maxArrayLength: limit,
      maxMapLength: limit,
      maxExtLength: limit,
    });
  }

  #extension(data: Uint8Array, type: number): Token {
    const input = this.#input;
    const at = data.byteOffset - input.bytes.byteOffset;
    if (type === EXT_MARK && data.length === 1) return new Token(type, data[0]);
    if (type === EXT_REF && data.length === 4) return new Token(type, input.view.getUint32(at));
    if (type === EXT_MARK || type === EXT_REF) throw malformed('a mark of another size');
    return new Token(type, input.leaf(type, at, data.length));
  }
}
