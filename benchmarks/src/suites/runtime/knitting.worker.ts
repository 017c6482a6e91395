/** The work as knitting's tasks: exports of a module that its threads import. */

import * as work from './one-argument.worker.js';

type Function = (argument: never) => unknown;

const PACKAGE: string = '@vixeny/knitting';
const { task } = (await import(PACKAGE)) as {
  readonly task: (options: { f: Function }) => object;
};

export const add: object = task({ f: work.add });
export const spend: object = task({ f: work.spend });
export const echo: object = task({ f: work.echo });
export const touch: object = task({ f: work.touch });
export const job: object = task({ f: work.job });
export const fault: object = task({ f: work.fault });

/** All of them, for the pool. */
export const knittingTasks: object = { add, spend, echo, touch, job, fault };
