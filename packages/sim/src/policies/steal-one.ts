/** The least a steal can move. */

import { oneTask } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const stealOne: NamedPolicy = {
  name: 'steal-one',
  about: 'Go, but a steal moves one task',
  policy: goWith('steal-one', { amount: oneTask }),
};
