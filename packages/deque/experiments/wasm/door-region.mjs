/** `src/region.ts`, but that a region's cells are those of the other door. */

import { regionOf as checkedRegion } from '../../dist/region.js';
import { Cells } from './door.mjs';

export * from '../../dist/region.js';

export function regionOf(buffer, byteOffset, bytes) {
  return new Cells(checkedRegion(buffer, byteOffset, bytes), byteOffset);
}
