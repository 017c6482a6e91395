/** Go's rules. */

import { go } from './base.js';
import type { NamedPolicy } from './entry.js';

export const goRules: NamedPolicy = {
  name: 'go',
  about: "Go's rules: steal half, victims in random coprime order, one searcher woken at a time",
  policy: go,
};
