/** Behind a runtime: machines on worker threads. */

import type { Backend, CloseReport } from './backend.js';
import type { Clock, Timer } from './clock.js';
import { debugIfAsked } from './debug.js';
import { ClosedError } from './errors.js';
import type { TaskFunction } from './functions/kind.js';
import type { CheckedOptions } from './options.js';
import { assemble, type Parts, type PartsEvents } from './parts.js';
import { recordIfAsked } from './recording/auto.js';
import type { Recording, RecordOptions } from './recording/recording.js';
import { offer } from './recording/watch.js';
import { takeStats, type Stats } from './stats.js';
import type { World } from './world.js';

/** After this, a call that blocks the main thread gives up. */
const SYNC_TIMEOUT_MS = 60_000;

/** Runs tasks on a crew of machines. */
export class ThreadBackend implements Backend {
  private readonly options: CheckedOptions;
  private readonly clock: Clock;
  private readonly parts: Parts;
  private readonly finishRecording: (() => void) | undefined;
  private readonly endDebug: (() => void) | undefined;
  private readonly endWatching: (() => void) | undefined = undefined;

  constructor(options: CheckedOptions, world: World, events: PartsEvents) {
    this.options = options;
    this.clock = world.clock;
    this.parts = assemble(options, world, events);
    const { memory, crew, recordings } = this.parts;
    this.endDebug = debugIfAsked({ memory, crew, stats: () => this.stats() });
    this.finishRecording = recordIfAsked(() => this.record({}));
    if (options.watch) this.endWatching = offer(recordings.collector, recordings.hello);
  }

  get core(): Parts['core'] {
    return this.parts.core;
  }

  runSync(fn: unknown, args: readonly unknown[]): unknown {
    return this.parts.core.submitSync(fn, args, SYNC_TIMEOUT_MS);
  }

  async load(url: string): Promise<void> {
    const { core, crew } = this.parts;
    if (core.closed) throw new ClosedError('load: the runtime is closed');
    const isNew = !crew.modules.has(url);
    crew.modules.add(url); // for machines that start in the meantime
    try {
      await crew.order((id) => ({ kind: 'load', id, url }));
    } catch (error) {
      if (isNew) crew.modules.delete(url);
      throw error;
    }
  }

  async broadcast(fn: unknown, args: readonly unknown[]): Promise<void> {
    if (this.parts.core.closed) throw new ClosedError('broadcast: the runtime is closed');
    const number = this.parts.numbers.numberOf(fn as TaskFunction);
    await this.parts.crew.order((id) => ({ kind: 'call', id, fn: number, args }));
  }

  stats(): Stats {
    return takeStats(this.parts.memory, this.parts.core, this.parts.crew);
  }

  record(options: RecordOptions): Recording {
    return this.parts.recordings.start(options);
  }

  async close(now: boolean): Promise<CloseReport> {
    const { core, crew, buffers } = this.parts;
    const { closeTimeout } = this.options;
    core.closed = true;
    const end = this.clock.now() + closeTimeout;
    if (now) core.cancelAll(() => new ClosedError('close: the runtime was closed at once'));
    else await within(this.clock, core.drained(), closeTimeout);
    if (core.live > 0) core.cancelAll(() => new ClosedError('close: the time was up'));
    const stuckThreads = await crew.stop(now, Math.max(50, end - this.clock.now()));
    core.stop();
    buffers.close();
    this.finishRecording?.();
    this.endDebug?.();
    this.endWatching?.();
    return { stuckThreads };
  }
}

/** Resolves when the promise does, or when the time is up. */
async function within(clock: Clock, promise: Promise<void>, ms: number): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<void>((resolve) => {
    timer = clock.after(ms, resolve);
  });
  await Promise.race([promise, late]);
  clock.cancel(timer);
}
