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
