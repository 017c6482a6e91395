/** Forks on a machine: what stands behind this thread's stack there, and around each task. */

import { types } from 'node:util';
import type { Codec } from '../codec/index.js';
import { generationOf } from '../control-word.js';
import { COUNTER } from '../counters.js';
import { AbortError, TaskError } from '../errors.js';
import type { TaskFunction } from '../functions/kind.js';
import type { Larder } from '../hungry.js';
import { FLAG_FORK, SLOT_FLAGS, SLOT_FUNCTION, SLOT_PARENT, SLOT_STARTED } from '../layout.js';
import type { TaskId } from '../parentage.js';
import type { ParentCore } from '../task-contexts.js';
import type { SubmissionCore } from '../task-runner.js';
import { JoinHow, Outcome, Source } from '../trace/codes.js';
import { Kind } from '../trace/kinds.js';
import { NONE } from '../trace/layout.js';
import { AsyncParents } from './async-parents.js';
import { Checker, promised } from './checker.js';
import type { Exposed } from './exposed.js';
import { Exposer, NO_ROOT, type ExposerParts, type TaskFrame } from './exposer.js';
import type { Callable, ForkEntry, ForkHost, ForkStack } from './fork-stack.js';
import { Joiner, type JoinerParts } from './joiner.js';
import { probeStack } from './probe-stack.js';
import type { Watch } from './watch.js';

/** The parts of a machine that forks need. */
export interface ForkParts extends ExposerParts, JoinerParts {
  readonly larder: Larder;
  readonly core: SubmissionCore & ParentCore;
  readonly codec: Codec;
  readonly watch: Watch;
  /** Whether every fork is checked. */
  readonly checked: boolean;
  /** The name of a function's number. */
  readonly nameOf: (fn: number) => string;
  /** Reports an error that belongs to no task any more. */
  readonly stray: (error: TaskError) => void;
}

/** Handles of each thread start this far from those of the one before it. */
const HANDLES_PER_THREAD = 2 ** 24;

/** One machine's forks. */
export class MachineForks implements ForkHost {
  readonly watch: Watch;
  private readonly parts: ForkParts;
  private readonly exposer: Exposer;
  private readonly joiner: Joiner;
  private readonly checker: Checker | undefined;
  private readonly parents = new AsyncParents();
  private counted: number;

  constructor(parts: ForkParts) {
    this.parts = parts;
    this.exposer = new Exposer(parts);
    this.exposer.root = NO_ROOT;
    this.joiner = new Joiner(parts);
    this.checker = parts.checked ? new Checker(parts.codec) : undefined;
    this.watch = parts.watch;
    this.counted = (parts.thread * HANDLES_PER_THREAD) | 0;
    parts.stack.attach(this, this.counted);
  }

  // ── around each task ───────────────────────────────────────────────────────────────────────

  /** Begins a task; its forks are its own. */
  begin(slot: number): TaskFrame {
    const { stack, slots, recorder } = this.parts;
    const { root, generation, frame } = this.exposer;
    if (root === NO_ROOT && stack.top > 0) this.dropStrays();
    if ((slots.get(slot, SLOT_FLAGS) & FLAG_FORK) !== 0) {
      this.setRoot(slots.get(slot, SLOT_PARENT) - 1, slots.get(slot, SLOT_STARTED));
    } else this.setRoot(slot, generationOf(slots.controlHint(slot)));
    const { base, top } = stack.open();
    const entry = recorder?.acting ?? NONE;
    return (this.exposer.frame = { base, top, root, generation, entry, below: frame });
  }

  /** The task's function has returned: its forks are joined. Throws what makes the task fail. */
  returned(slot: number, { top }: TaskFrame, result: unknown): void {
    const { stack, slots, nameOf } = this.parts;
    const isPromise = typeof result === 'object' && types.isPromise(result);
    if (isPromise && (slots.get(slot, SLOT_FLAGS) & FLAG_FORK) !== 0) {
      throw promised(nameOf(slots.get(slot, SLOT_FUNCTION)));
    }
    if (stack.top === top) return;
    if (isPromise) throw notJoined(stack.top - top);
    stack.joinRest(top);
  }

  /** The task has thrown: its forks are over. */
  threw({ top }: TaskFrame): void {
    this.parts.stack.discard(top);
  }

  /** Ends a task. */
  end(frame: TaskFrame): void {
    const { stack, processor, recorder } = this.parts;
    stack.base = frame.base;
    this.exposer.frame = frame.below;
    this.setRoot(frame.root, frame.generation);
    const forked = (stack.last - this.counted) >>> 0;
    if (forked === 0) return;
    this.counted = stack.last;
    processor.counters.add(COUNTER.forked, forked);
    if (recorder?.on === true) recorder.event(Kind.fork, recorder.acting, forked, 0, 0);
    stack.shrink();
  }

  // ── slow paths ─────────────────────────────────────────────────────────────────────────────

  answer(stack: ForkStack): void {
    if (this.checker !== undefined) this.check(stack, this.checker);
    if (this.parts.eager === true || this.parts.larder.isAsked()) this.exposer.answer();
  }

  claim(exposed: Exposed): boolean {
    const { recorder } = this.parts;
    probeStack(); // here, since a join that was begun in the trace must end there
    this.record(Kind.joinBegin, exposed, 0);
    const isMine = this.joiner.claim(exposed, this.exposer.root);
    this.exposer.joined(exposed);
    if (recorder === undefined) return isMine;
    if (!isMine) this.record(Kind.joinEnd, exposed, JoinHow.done);
    else {
      if (recorder.on) recorder.event(Kind.start, exposed.entry, Source.join, 0, NONE);
      exposed.joiner = recorder.acting;
      recorder.acting = exposed.entry;
    }
    return isMine;
  }

  ran(exposed: Exposed, failed: boolean): void {
    const { recorder } = this.parts;
    if (recorder === undefined) return;
    const outcome = failed ? Outcome.threw : Outcome.ok;
    if (recorder.on) recorder.event(Kind.end, exposed.entry, outcome, 0, 0);
    recorder.acting = exposed.joiner;
    this.record(Kind.joinEnd, exposed, JoinHow.inline);
  }

  discard(exposed: Exposed): void {
    this.record(Kind.joinBegin, exposed, 0);
    this.joiner.discard(
      exposed,
      () => new AbortError('The fork was cancelled: its task has failed'),
    );
    this.record(Kind.joinEnd, exposed, JoinHow.done);
  }

  isHungry(): boolean {
    return this.parts.larder.isAsked();
  }

  call(task: Callable, args: unknown[], entry: ForkEntry): unknown {
    return this.checker === undefined ? task(...args) : this.checker.call(task, args, entry);
  }

  submit(task: TaskFunction, args: readonly unknown[]): Promise<unknown> {
    const { core } = this.parts;
    const parent = this.parents.parent(this.running);
    return (parent === undefined ? core : core.under(parent)).submit(task, args, {});
  }

  /** The root task whose function runs here. */
  private get running(): TaskId | undefined {
    const { root, generation } = this.exposer;
    return root === NO_ROOT ? undefined : { slot: root, generation };
  }

  private setRoot(root: number, generation: number): void {
    this.exposer.root = root;
    this.exposer.generation = generation;
    if (this.parents.isOn) this.parents.enter(this.running);
  }

  private record(kind: number, { entry }: Exposed, how: number): void {
    const { recorder } = this.parts;
    if (recorder?.on === true) recorder.event(kind, recorder.acting, entry, how, 0);
  }

  private check(stack: ForkStack, checker: Checker): void {
    const { newest } = stack;
    if (stack.top === 0 || newest.handle !== stack.last || newest.exposed !== undefined) return;
    try {
      checker.forked(newest);
    } catch (error) {
      stack.discard(stack.top - 1);
      throw error;
    }
  }

  /** Forks that an async task has left at an `await`: nobody can join them any more. */
  private dropStrays(): void {
    const { stack, stray } = this.parts;
    const left = stack.top;
    stack.discard(0);
    stray(notJoined(left));
  }
}

function notJoined(count: number): TaskError {
  return new TaskError(
    `fork: ${count} forks were not joined before an await; across awaits, use forkAsync`,
  );
}
