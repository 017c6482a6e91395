/** Why goals are missed: what the profiles say, by a part of the row's name. */

const REASONS: readonly (readonly [string, string])[] = [
  [
    'tiny tasks, 1,000 outstanding',
    'The main thread is the limit: promise, encoding and settling of a task cost it about 0.8 µs, ' +
      'and the loops that wait for tasks as much again. On two cores it competes with two machines.',
  ],
  [
    'tasks of 50 µs: efficiency',
    'Main and two machines share two cores: what main needs for 20,000 submissions and results, and ' +
      'how the system shares cores among three threads, is missing from the ideal.',
  ],
  [
    '(Pareto): greedy ÷ time',
    'The longest tasks are taken in order of submission, as in list scheduling; what is lost is the ' +
      'main thread’s share of two cores, and the time to wake up.',
  ],
  [
    'process start to first result',
    'The library has more modules to load than a pool of 62 KB; they come bundled. The rest is Node.',
  ],
  [
    'resident memory per idle thread',
    'Each thread keeps the compiled code of the scheduler beside Node’s own 8 MB.',
  ],
  [
    'CPU of an idle pool',
    'A sleeping machine looks around every 0.25 to 8 s by itself, should a wake-up ever be lost; ' +
      'the figure is a few samples of the clock.',
  ],
  [
    'efficiency',
    'Two threads beside the main thread on two cores: what they need for messages, and what V8 does ' +
      'in the background, is missing from the ideal; a serial loop has the second core for that.',
  ],
  [
    'JSON',
    'MessagePack in JavaScript against a structured clone in C++: copies of large objects cost more.',
  ],
  [
    'fib(',
    'Forks cost what the measured nanoseconds say; the plain function is inlined by V8 into itself, ' +
      'which a function with a fork is not.',
  ],
];

/** Returns the reason for a row that misses its goal, if there is one to tell. */
export function reasonFor(row: string): string | undefined {
  return REASONS.find(([part]) => row.includes(part))?.[1];
}
