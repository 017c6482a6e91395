/** A recording of a runtime, as its user holds it. */

import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { describe } from '../describe.js';
import { TaskError } from '../errors.js';
import { Idle } from '../idle.js';
import type { Memory } from '../memory.js';
import { encodeTraceFile } from '../trace/file/write.js';
import { LIVE_VERSION, type LiveHello } from '../trace/live.js';
import type { Trace } from '../trace/trace.js';
import { assemble, type Present } from './assemble.js';
import { Collector, type CollectorHost } from './collector.js';
import { Keeper } from './keeper.js';
import type { Recorder } from './recorder.js';

/** Options of `runtime.record(…)`. */
export interface RecordOptions {
  /**
   * A heading for the views.
   *
   * @default the name of the runtime
   */
  readonly title?: string;
  /**
   * Milliseconds: as a flight recorder, keeps at least this much of the latest past, and at most
   * three times as much.
   *
   * @default Infinity: all
   */
  readonly keep?: number;
  /**
   * Events that are kept at most; 16 to 32 bytes each. What comes later is counted, in `beyondLimit`.
   *
   * @default 8000000
   */
  readonly maxEvents?: number;
}

/** What a recording needs of the runtime. */
export interface RecordingHost extends Omit<CollectorHost, 'now'> {
  /** The threads that run now, and the P of each. */
  machines(): readonly { readonly thread: number; readonly p: number }[];
}

const DEFAULT_MAX_EVENTS = 8_000_000;
const OPTIONS = ['title', 'keep', 'maxEvents'];

/** Starts recordings of one runtime, one at a time. */
export class Recordings {
  /** Where the events come from. */
  readonly collector: Collector;
  private present: Recording | undefined = undefined;
  private readonly memory: Memory;
  private readonly idle: Idle;
  private readonly host: RecordingHost;
  private readonly recorder: Recorder;
  private readonly name: string;

  /** @param recorder the main thread's. */
  constructor(memory: Memory, recorder: Recorder, host: RecordingHost, name: string) {
    this.memory = memory;
    this.idle = new Idle(memory);
    this.host = host;
    this.recorder = recorder;
    this.name = name;
    this.collector = new Collector(memory, { ...host, now: () => recorder.now() });
  }

  /** What a watcher has to know first. */
  readonly hello = (): LiveHello => ({
    version: LIVE_VERSION,
    pid: process.pid,
    title: this.name,
    procs: this.memory.plan.procs,
    cores: availableParallelism(),
    epochMs: Date.now(),
    begin: this.recorder.now(),
    machines: this.machines().map((each) => ({ ...each, sleeps: this.sleeps(each.machine) })),
  });

  /**
   * Starts a recording.
   *
   * @throws TaskError if one is on; TypeError or RangeError for an option that is not allowed.
   */
  start(options: RecordOptions): Recording {
    checkRecordOptions(options);
    if (this.present?.isOn === true) {
      throw new TaskError('record: a recording is on already; stop() it first');
    }
    const { title = this.name, keep = Infinity, maxEvents = DEFAULT_MAX_EVENTS } = options;
    const { plan } = this.memory;
    const keeping = { keepMs: keep, maxEvents };
    const keeper = new Keeper(plan.threads, this.collector.texts, keeping, performance.now());
    const begin = this.recorder.now();
    const present = this.machines();
    this.present = new Recording(this.collector, keeper, {
      title,
      epochMs: Date.now(),
      procs: plan.procs,
      cores: availableParallelism(),
      begin,
      now: () => this.recorder.now(),
      present: () => present.map((each) => ({ ...each, sleeps: this.sleeps(each.machine) })),
    });
    this.collector.add(keeper);
    return this.present;
  }

  private machines(): Omit<Present, 'sleeps'>[] {
    return this.host.machines().map(({ thread, p }) => ({ machine: thread, proc: p }));
  }

  private sleeps(thread: number): boolean {
    return this.idle.parked.hasHint(thread) || this.idle.dozing.hasHint(thread);
  }
}

/** What a recording knows of its begin. */
interface Setting {
  readonly title: string;
  readonly epochMs: number;
  readonly procs: number;
  readonly cores: number;
  /** On the clock of the events, nanoseconds. */
  readonly begin: number;
  readonly now: () => number;
  readonly present: () => readonly Present[];
}

/** A recording that is on, or was. */
export class Recording {
  /** Whether events are still recorded. */
  isOn = true;
  private readonly collector: Collector;
  private readonly keeper: Keeper;
  private readonly setting: Setting;
  private trace: Trace | undefined = undefined;

  /** @internal */
  constructor(collector: Collector, keeper: Keeper, setting: Setting) {
    this.collector = collector;
    this.keeper = keeper;
    this.setting = setting;
  }

  /** Events kept so far. */
  get events(): number {
    return this.keeper.events;
  }

  /** Events that came when `maxEvents` were kept, and are gone. */
  get beyondLimit(): number {
    return this.keeper.beyondLimit;
  }

  /** Returns what was recorded until now, and goes on. Costs about 0.5 µs an event. */
  snapshot(): Trace {
    if (this.trace !== undefined) return this.trace;
    this.collector.drain();
    return this.assemble();
  }

  /** Ends the recording and returns it. A second call returns the same trace. */
  stop(): Trace {
    if (this.trace === undefined) {
      this.isOn = false;
      this.collector.remove(this.keeper);
      this.trace = this.assemble();
    }
    return this.trace;
  }

  /** Ends the recording and writes it to a file that `pilfer` opens. */
  async save(path: string | URL): Promise<void> {
    await writeFile(path, encodeTraceFile(this.stop()));
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  private assemble(): Trace {
    const { now, present, ...frame } = this.setting;
    return assemble(this.keeper.merged(), { ...frame, end: now(), present: present() });
  }
}

function checkRecordOptions(options: RecordOptions): void {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new TypeError(`record: expected an object, received ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    throw new TypeError(`record.${name}: there is no such option; there are ${OPTIONS.join(', ')}`);
  }
  const { title, keep, maxEvents } = options;
  if (title !== undefined && typeof title !== 'string') {
    throw new TypeError(`record.title: expected a string, received ${describe(title)}`);
  }
  if (keep !== undefined && !(typeof keep === 'number' && keep >= 1)) {
    throw new RangeError(`record.keep: expected milliseconds from 1, received ${describe(keep)}`);
  }
  if (maxEvents !== undefined && !(Number.isSafeInteger(maxEvents) && maxEvents >= 1)) {
    throw new RangeError(
      `record.maxEvents: expected an integer from 1, received ${describe(maxEvents)}`,
    );
  }
}
