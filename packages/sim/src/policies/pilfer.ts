/** This library's own rules. */

import { pilfer } from './base.js';
import type { NamedPolicy } from './entry.js';

export const pilferRules: NamedPolicy = {
  name: 'pilfer',
  about: "this library's own: newest first, private forks exposed on demand, no preemption",
  policy: pilfer,
};
