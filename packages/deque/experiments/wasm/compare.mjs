/**
 * Measures three deques against each other, in turns: the package as it is, its TypeScript behind
 * the other door, and push, pop and steal written in WebAssembly.
 *
 *   node packages/deque/experiments/wasm/compare.mjs [rounds]      (after a build)
 */

import { Deque, dequeBytes, EMPTY, Stealer } from '@pilfer/deque';
import { register } from 'node:module';
import { enter } from './door.mjs';
import { bytes, instantiate, WasmDeque, WasmStealer } from './wasm-deque.mjs';

register('./door-hooks.mjs', import.meta.url);
const door = await import('../../dist/chase-lev.js?door');

const LOOPS = 2000;
const ROUNDS = Number(process.argv[2] ?? 400);
const CAPACITY = 1024;
const MEMORIES = 6;

const module = new WebAssembly.Module(bytes);

/** A WebAssembly memory, and what this thread needs to use it; regions are given out in order. */
function newHome() {
  const memory = new WebAssembly.Memory({ initial: 8, maximum: 8, shared: true });
  enter(memory);
  const code = instantiate(module, memory);
  let used = 0;
  const give = (bytesNeeded) => (used += bytesNeeded) - bytesNeeded;
  return { memory, code, give };
}

const home = newHome();

const kinds = {
  typescript: (elements) => ends(Deque, Stealer, elements, new SharedArrayBuffer(dequeBytes(1024))),
  'wasm door': (elements, { memory, give } = home) =>
    ends(door.Deque, door.Stealer, elements, memory.buffer, give(dequeBytes(CAPACITY))),
  'all wasm': (elements, { memory, code, give } = home) => {
    const at = give(dequeBytes(CAPACITY));
    ends(Deque, Stealer, elements, memory.buffer, at);
    return { deque: new WasmDeque(code, memory, at), thief: new WasmStealer(code, at) };
  },
};

function ends(Owner, Thief, elements, buffer, at = 0) {
  const deque = Owner.create(buffer, at, CAPACITY);
  for (let i = 0; i < elements; i++) deque.push(i);
  return { deque, thief: new Thief(buffer, at) };
}

/** Against an array, across the wrap-around, with thieves of both kinds on the same memory. */
function checkAgainstArray(steps) {
  const at = home.give(dequeBytes(4));
  Deque.create(home.memory.buffer, at, 4, -3);
  const subject = new WasmDeque(home.code, home.memory, at);
  const thieves = [new WasmStealer(home.code, at), new Stealer(home.memory.buffer, at)];
  const oracle = [];
  let seed = 1;
  for (let i = 0; i < steps; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    const choice = (seed >>> 24) % 5;
    let expected;
    let received;
    if (choice < 2) {
      expected = oracle.length < 4;
      if (expected) oracle.push(i);
      received = subject.push(i);
    } else if (choice < 4) {
      expected = oracle.pop() ?? EMPTY;
      received = subject.pop();
    } else {
      expected = oracle.shift() ?? EMPTY;
      received = thieves[i & 1].steal();
    }
    if (received !== expected) throw new Error(`step ${i}: ${received}, not ${expected}`);
  }
}

/** Two of a kind in turns, lest V8 treats the only one as a constant. */
function inTurns(make) {
  let now = make();
  let next = make();
  return () => {
    [now, next] = [next, now];
    return next;
  };
}

// Each loop is a piece of source of its own, and so has type feedback of its own.
let loops = 0;
const loopOf = (statements) => (next) =>
  new Function(
    'next',
    `return () => {
      const { deque, thief } = next();
      let sum = 0;
      for (let i = 0; i < ${LOOPS}; i++) { ${statements} }
      return sum; // loop ${loops++}
    }`,
  )(next);
const pairs = loopOf('deque.push(i); sum = (sum + deque.pop()) | 0;');
const steals = loopOf('deque.push(i); sum = (sum + thief.steal()) | 0;');

const cells = new Int32Array(new SharedArrayBuffer(4096));
const floors = {
  pair1() {
    const start = Atomics.load(cells, 0);
    for (let i = 1; i <= LOOPS; i++) {
      Atomics.store(cells, 32, start + i);
      Atomics.compareExchange(cells, 0, start + i - 1, start + i);
    }
  },
  pair8() {
    for (let i = 0; i < LOOPS; i++) {
      Atomics.store(cells, 32, i + 1);
      Atomics.store(cells, 32, i);
      Atomics.load(cells, 0);
    }
  },
  steal() {
    const start = Atomics.load(cells, 0);
    for (let i = 1; i <= LOOPS; i++) {
      Atomics.store(cells, 32, start + i);
      Atomics.load(cells, 0);
      Atomics.load(cells, 32);
      Atomics.compareExchange(cells, 0, start + i - 1, start + i);
    }
  },
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

function contest(title, floor, loop, elements) {
  const contenders = { floor };
  for (const [kind, make] of Object.entries(kinds)) {
    contenders[kind] = loop(inTurns(() => make(elements)));
  }
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let i = 0; i < 400; i++) for (const name of names) contenders[name]();
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const begun = performance.now();
      for (let i = 0; i < 5; i++) contenders[name]();
      times[name].push(((performance.now() - begun) * 1e6) / (5 * LOOPS));
    }
  }
  const shown = names.map((name) => {
    const ratio = median(times[name].map((time, round) => time / times.typescript[round]));
    return `${name} ${median(times[name]).toFixed(1)} ns (${ratio.toFixed(2)})`.padEnd(24);
  });
  console.log(`${title.padEnd(15)} ${shown.join(' ')}`.trimEnd());
}

function all(suffix) {
  contest(`pair, depth 1${suffix}`, floors.pair1, pairs, 0);
  contest(`pair, depth 8${suffix}`, floors.pair8, pairs, 7);
  contest(`push + steal${suffix}`, floors.steal, steals, 0);
}

function startUp() {
  const times = { compile: [], instantiate: [] };
  for (let i = 0; i < 50; i++) {
    const begun = performance.now();
    const fresh = new WebAssembly.Module(bytes);
    const compiled = performance.now();
    instantiate(fresh, home.memory);
    times.compile.push(compiled - begun);
    times.instantiate.push(performance.now() - compiled);
  }
  const show = (pick) =>
    `${pick(times.compile).toFixed(3)} + ${pick(times.instantiate).toFixed(3)} ms`;
  console.log(
    `start-up: compile + instantiate ${bytes.length} bytes: first ${show((list) => list[0])}, ` +
      `later ${show(median)}`,
  );
}

/** Uses each kind on several memories, as a thread does that serves several runtimes. */
function spoil() {
  const others = Array.from({ length: MEMORIES - 1 }, newHome);
  for (const make of Object.values(kinds)) {
    for (const other of others) {
      for (const loop of [pairs, steals]) {
        const run = loop(inTurns(() => make(0, other)));
        for (let i = 0; i < 100; i++) run();
      }
    }
  }
}

console.log(`Node ${process.versions.node}, V8 ${process.versions.v8}; in brackets ÷ typescript`);
startUp();
checkAgainstArray(200_000);
all('');
spoil();
console.log(`after each kind has worked on ${MEMORIES} memories:`);
all('');
