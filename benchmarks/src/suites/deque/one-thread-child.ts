/** Times the contests of one thread. */

import { answer, question } from '../../child.js';
import { interleave, rehearse } from '../../interleave.js';
import { allContests } from './contests.js';
import type { Task } from './one-thread.js';

const { names, rehearsals, length } = question() as Task;
const contests = allContests();

// All of them first: what is timed then has met all paths, as the code of a program has.
for (const contest of contests) rehearse(contest, rehearsals);
const wanted = contests.filter(({ name }) => names.includes(name));
answer(Object.fromEntries(wanted.map((each) => [each.name, interleave(each, length)])));
