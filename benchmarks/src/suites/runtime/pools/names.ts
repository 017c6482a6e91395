import type { WorkName } from '../work.js';

/** Options of a call that name the function, made once. */
export const OPTIONS: Readonly<Record<WorkName, { readonly name: WorkName }>> = {
  add: { name: 'add' },
  spend: { name: 'spend' },
  echo: { name: 'echo' },
  touch: { name: 'touch' },
  job: { name: 'job' },
  fault: { name: 'fault' },
};
