import { EncodeError } from '../errors.js';

/** Returns the error of bytes that are no payload; tells why. */
export function malformed(reason: string, cause?: unknown): EncodeError {
  const details = cause === undefined ? {} : { cause };
  return new EncodeError('payload', reason, { code: 'ERR_PILFER_DECODE', ...details });
}
