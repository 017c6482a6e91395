/** Which signs a command draws with. */

import { ASCII, UNICODE } from '../watch/screen/glyphs.js';
import type { Glyphs } from '../watch/screen/glyphs.js';
import type { Args } from './args.js';
import type { Io } from './io.js';

/** The signs for an output: plain ones if `--ascii` says so, or the terminal has no others. */
export function glyphsFor(args: Args, { terminal }: Io): Glyphs {
  return args.has('ascii') || terminal?.isUnicode === false ? ASCII : UNICODE;
}
