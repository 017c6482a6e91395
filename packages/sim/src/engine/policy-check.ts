/** What a model cannot follow is refused. */

import { placeGlobally } from '@pilfer/scheduler/policy';
import { SimError } from '../program/errors.js';
import type { SimPolicy } from '../program/policy.js';
import type { Code } from './code.js';
import { Op, WIDTH } from './opcodes.js';

/** Operations that this library's runtime has no counterpart of. */
const GO_ONLY: ReadonlyMap<number, string> = new Map<number, string>([
  [Op.lockThread, 'lockThread'],
  [Op.unlockThread, 'unlockThread'],
  [Op.setProcessors, 'setProcessors'],
]);

/** Throws if a policy contradicts itself, its model or the program. */
export function checkPolicy(policy: SimPolicy, code: Code): void {
  const { name, model, constants } = policy;
  const refuse = (what: string): never => {
    throw new SimError(`policy '${name}': ${what}`);
  };
  if (policy.globalOrder === 'rank' && policy.placement !== placeGlobally) {
    refuse('an order by rank needs all Gs in the global queue: placement must be placeGlobally');
  }
  if (policy.creation === 'work-first' && policy.placement === placeGlobally) {
    refuse('work-first leaves the creator in the local queue, but the placement is global');
  }
  if (model !== 'pilfer') return;
  if (policy.creation === 'work-first') refuse('the pilfer model always runs the creator first');
  if (constants.timeSliceNs > 0)
    refuse('the pilfer model cannot stop a function: timeSliceNs must be 0');
  if (constants.retakesSyscalls)
    refuse('the pilfer model lends no P: retakesSyscalls must be false');
  for (let pc = 0; pc < code.words.length; pc += WIDTH) {
    const operation = GO_ONLY.get(code.words[pc] as number);
    if (operation !== undefined) {
      refuse(`the pilfer model has no ${operation}: ${code.places.get(pc) ?? 'the program'}`);
    }
  }
}
