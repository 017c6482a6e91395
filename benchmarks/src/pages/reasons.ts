/** Why goals are missed, by a part of the row's name; the first that fits is told. */

const REASONS: readonly (readonly [string, string])[] = [
  [
    'garbage collections',
    'V8 collects young objects each time that some MB were allocated, however few of them live: a ' +
      'limit makes collections cheaper, not fewer. It does spare those of the whole heap: see their row.',
  ],
  [
    'peak memory of the process',
    'The limit alone reaches it. A machine adds a thread with a heap of its own, some 15 MB or more, to ' +
      'a process that has about 50 MB without any request.',
  ],
  [
    'tiny tasks, 1,000 outstanding',
    'One thread submits, settles promises and runs the loops that wait, on a core that it shares with ' +
      'one of two machines: see its CPU per task.',
  ],
  [
    'of 50 µs: efficiency',
    'Three threads on two cores: what the main thread needs for submissions and results is missing from ' +
      'the ideal, and so is what the system needs to share the cores out.',
  ],
  [
    'greedy ÷ time',
    'Three threads on two cores, as above; greedy scheduling knows no thread that submits.',
  ],
  [
    'process start to first result',
    'Two threads start, each with Node, and load the runtime: its modules are larger than a small ' +
      "pool's.",
  ],
  [
    'resident memory per idle thread',
    "A machine's thread holds the runtime's code beside what Node needs, 8 MB or more.",
  ],
  [
    'CPU of an idle pool',
    'A machine that sleeps looks around by itself, every 0.25 s at first and every 8 s at last: should a ' +
      'wake-up ever be lost, nobody waits for ever.',
  ],
  [
    'KB of nested JSON',
    'The codec is JavaScript; a structured clone is C++. It wins on small payloads, which cross without ' +
      'a message.',
  ],
  [
    'MB of bytes',
    'Bytes are copied into shared memory and out of it, each way, and so does a message. Bytes in a ' +
      'SharedArrayBuffer are not copied: the row below.',
  ],
  [
    '200,000 at once',
    'All promises are pending before the first one settles, and V8 collects garbage among 200,000 of ' +
      'them; with 1,000 outstanding the same path is as fast as its goal asks.',
  ],
  [
    'Round trip: back to back',
    'The main thread looks into its inbox once a turn of the event loop, and a turn takes 2 to 3 µs here: ' +
      'see setImmediate in the table of switches.',
  ],
  [
    'Round trip: parked',
    'Two sleepers are woken, one by the other, as by the bare call. The rest is code that 100 ms of ' +
      'silence have driven out of the caches: until the machine is rung 100 to 150 µs, and to take a stack ' +
      'for errors 60, where both take 1 µs when warm (`stacks: "never"` saves it). A kernel that puts the ' +
      'machine on the same core lets it wait for that, and it takes as much again.',
  ],
  [
    ': 2 Ms',
    'Two machines reach at most twice what one does: see the row of 1 M. What is missing there is the ' +
      'price of the forks, which plain recursion, inlined by V8, does not pay.',
  ],
  [
    'fork + join of a task',
    "The task's own call is included, some 4 ns of it: see the table of switches.",
  ],
  [
    'spoilt the type feedback',
    'Where a fork has met tasks with other numbers and kinds of arguments, V8 no longer inlines them.',
  ],
  ['recording, while it is off', 'A branch for each of some four events; the floor has none.'],
  [
    'waiting and running times',
    'A look at the clock and two counts in histograms, for a task that does nothing.',
  ],
  [
    'recording, while it is on',
    'Some four events for a task that does nothing; where their time goes: see results/overhead-notes.md.',
  ],
  [
    'Deque push + pop',
    "Where the owner's bottom is published is the cost: see results/deque-notes.md.",
  ],
  [
    'Real jobs',
    'Three threads on two cores: the main thread passes inputs and results, and V8 compiles and collects ' +
      'in the background, for which a plain loop has the second core to itself.',
  ],
];

/** Returns the reason for a row that misses its goal, if there is one to tell. */
export function reasonFor(section: string, row: string): string | undefined {
  return REASONS.find(([part]) => `${section}: ${row}`.includes(part))?.[1];
}
