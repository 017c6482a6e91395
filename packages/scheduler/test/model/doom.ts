/**
 * Ending a thread for a task that won't stop (task-limits.ts, child-watch.ts, the end of a task in
 * runner.ts): machine 1 runs A and then B, while A is stopped. Three things must hold:
 * - the thread is never ended for A when B has been claimed, which would die with it;
 * - if A hangs, the thread is ended, whatever A was doing when it was stopped;
 * - if A becomes pending, either the thread is ended before that, or it is looked at whether A hangs.
 */

import {
  awaitRing,
  call,
  callWhile,
  load,
  nameCell,
  store,
  type Call,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { Submitter } from '../../src/submitter.js';
import { extraCells, type Parts } from './load.js';
import { SlotWorld } from './slot-world.js';
import { Timers } from './timers.js';

/** A program, and how to explore it. */
export interface DoomProgram {
  readonly name: string;
  readonly options: Options;
  readonly build: () => Scenario;
}

interface Ways {
  /** Whether A ends, goes on for ever, or returns a promise that is never settled. */
  readonly ending: 'ends' | 'hangs' | 'is pending then';
  /** How long A is given: at once, or a while. */
  readonly killAfter: number;
  /** Who stops A: its submitter, or the watch over children that run on their submitter's thread. */
  readonly by: 'its submitter' | 'the watch';
  /** Whether B, of another submitter, is stopped at the same time. */
  readonly both?: boolean;
}

/** All programs. */
export function doomPrograms(parts: Parts): DoomProgram[] {
  const programs: DoomProgram[] = [];
  for (const by of ['its submitter', 'the watch'] as const) {
    for (const killAfter of [0, 100]) {
      for (const ending of ['ends', 'hangs', 'is pending then'] as const) {
        const name = `${by} stops A, which ${ending}, in ${killAfter} ms`;
        programs.push(of(parts, name, { ending, killAfter, by }));
      }
    }
  }
  const both: Ways = { ending: 'ends', killAfter: 0, by: 'its submitter', both: true };
  programs.push(of(parts, 'A and B are stopped', both));
  return programs;
}

function of(parts: Parts, name: string, ways: Ways): DoomProgram {
  return { name, options: { reduce: true }, build: () => new Doom(parts, ways).scenario() };
}

const A = 0;
const B = 1;

// Cells of a program's own: 1 + the task for which the thread was ended; 1: B would have died with
// it, or the machine is done; 1 + whether A was over, or pending, when its thread was looked at.
const KILLED = 0;
const HIT = 32;
const DONE = 64;
const SUSPECTED = 96;

class Doom {
  private readonly world: SlotWorld;
  private readonly cells: Cells = extraCells(4);
  private readonly parts: Parts;
  private readonly ways: Ways;

  constructor(parts: Parts, ways: Ways) {
    this.parts = parts;
    this.ways = ways;
    this.world = new SlotWorld(parts, 4);
  }

  scenario(): Scenario {
    const { by, both = false } = this.ways;
    const { cells } = this;
    const submitters = [this.world.submitter(by === 'the watch' ? 1 : 0), this.world.submitter(2)];
    const [a, b] = submitters as [Submitter, Submitter];
    const threads: Record<string, Thread> = {
      main: by === 'the watch' ? this.watch(a) : this.stopper(a, A),
      'machine 1': this.machine([this.submit(a, A), this.submit(b, B)]),
    };
    if (both) threads['machine 2'] = this.stopper(b, B);
    const control = (s: Submitter): number => this.world.slots.at(s.thread);
    const { memory } = this.world;
    return {
      threads,
      cells: [
        nameCell('A', memory.cells, control(a)),
        nameCell('B', memory.cells, control(b)),
        nameCell('doom', memory.cells, memory.threadCell(1) + this.parts.THREAD_DOOM),
        nameCell('running', memory.cells, memory.threadCell(1) + this.parts.THREAD_RUNNING),
        nameCell('killed', cells, KILLED),
      ],
      mayBeStuck: ({ stuck }) => [...stuck.keys()].every((name) => name === 'machine 1'),
      check: ({ stuck }) => {
        if (load(cells, HIT) > 0) return 'B dies with the thread that was ended for A';
        const isEnded = load(cells, KILLED) > 0;
        if (stuck.size > 0 && !isEnded) return 'A hangs, and its thread is not ended';
        return this.isOverlooked() ? 'A is pending for ever, and nobody looks after it' : undefined;
      },
    };
  }

  private submit(submitter: Submitter, task: number): number {
    const slot = submitter.thread;
    if (submitter.prepare(task, [], 0, 0) !== slot) throw new Error('each has one slot');
    return submitter.arm(slot, nothing);
  }

  /** Runs A and B, unless its thread is ended: then it may go on for a while, or not. */
  private machine(entries: readonly number[]): Thread {
    const runner = this.world.runner(1, (task) => () => {
      this.mark(task);
      const { ending } = this.ways;
      if (task === A && ending === 'hangs') awaitRing(1); // nobody will ring
      return task === A && ending === 'is pending then' ? new Promise(nothing) : undefined;
    });
    const take = (entry: number, task: number): Call =>
      call(`take ${task === A ? 'A' : 'B'}`, [], () => {
        runner.take(entry);
        this.mark(task); // until here B could have died
      });
    return {
      calls: [
        ...entries.map((entry, task) => take(entry, task)),
        call('done', [], () => store(this.cells, DONE, 1)),
      ],
      objects: [runner],
    };
  }

  private mark(task: number): void {
    if (task === B && load(this.cells, KILLED) === 1 + A) store(this.cells, HIT, 1);
  }

  private readonly terminate = (_: number, culprit: string): void => {
    store(this.cells, KILLED, 1 + Number(culprit));
  };

  private readonly suspect = (): void => {
    store(this.cells, SUSPECTED, 1);
  };

  /** Whether A was stopped while it was pending, or became so afterwards, and is not looked after. */
  private isOverlooked(): boolean {
    if (this.ways.ending !== 'is pending then' || load(this.cells, SUSPECTED) > 0) return false;
    const { stateOf, CANCELLED, threadOf } = this.parts;
    const { slots } = this.world;
    const word = slots.control(this.ways.by === 'the watch' ? 1 : 0);
    return stateOf(word) === CANCELLED && threadOf(word) > 0 && load(this.cells, KILLED) === 0;
  }

  private stopper(submitter: Submitter, task: number): Thread {
    const timers = new Timers();
    const limits = new this.parts.TaskLimits(this.world.memory, timers, {
      submitter: () => submitter,
      nameOf: String,
      terminate: this.terminate,
      suspect: this.suspect,
      unpark: nothing,
      abandon: nothing, // children are another question
    });
    const stop = (): void => limits.stop(submitter.thread, 'stopped', this.ways.killAfter);
    return {
      calls: [
        call('stop', [task === A ? 'A' : 'B'], stop),
        call('timers go off', [], () => timers.goOff()),
      ],
      objects: [submitter, timers],
    };
  }

  private watch(submitter: Submitter): Thread {
    const timers = new Timers();
    const { memory } = this.world;
    const watch = new this.parts.ChildWatch(memory, timers, {
      terminate: this.terminate,
      suspect: this.suspect,
      abandon: nothing,
    });
    const child = {
      thread: 1,
      slot: submitter.thread,
      generation: submitter.generation(submitter.thread),
      name: String(A),
      timeout: 10,
      due: undefined,
      killAfter: this.ways.killAfter,
    };
    const goOff = (): boolean => timers.goOff() && load(this.cells, DONE) === 0;
    return {
      calls: [
        call('watch', [], () => watch.watch(child)),
        callWhile(Boolean, 'timers go off', [], goOff),
        call('the last ones go off', [], () => timers.goOff()),
      ],
      objects: [timers],
    };
  }
}

function nothing(): void {
  // What the programs leave out.
}
