/** Why a contender has no figures, as the report says it. */

import { ChildFailure } from '../../child.js';

export const NOT_INSTALLED = 'not installed';
const WRONG_ANSWER = 'wrong answer';

/** Says in a word or two what was wrong with a contender's process. */
export function verdictOf({ message }: ChildFailure): string {
  if (message.includes('WrongAnswer')) return WRONG_ANSWER;
  if (message.includes('ERR_MODULE_NOT_FOUND')) return NOT_INSTALLED;
  return message.includes('ETIMEDOUT') ? 'no result' : 'crashes';
}

/** Whether a process crashed or hung. */
export function isAccident(error: unknown): boolean {
  if (!(error instanceof ChildFailure)) return false;
  const verdict = verdictOf(error);
  return verdict !== WRONG_ANSWER && verdict !== NOT_INSTALLED;
}
