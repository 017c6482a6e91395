/**
 * speedscope's own JSON: an evented profile for each P, of two levels: what the P did, and while it
 * ran tasks, which function. "Left heavy" then says where the time of a P went. Each P is a pass of its
 * own over the trace, so that no more is kept than 4 bytes per event.
 */

import { Kind, kindInfo, ProcState, type Cursor, type Trace } from '@pilfer/scheduler/trace';
import { MAX_PROCS, PIECE, STATE_WORDS } from './looks.js';
import { TextWriter } from './text-writer.js';

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json';

/** Yields a trace as a speedscope file. */
export function* speedscopePieces(trace: Trace): Generator<string, void> {
  const frames = new Frames();
  const { procs, end, running } = survey(trace, frames);
  const title = JSON.stringify(trace.info.title);
  yield `{"$schema":"${SCHEMA}","exporter":"pilfer","name":${title},"profiles":[`;
  for (let proc = 0; proc < procs; proc++) {
    const times = `"startValue":${trace.startTime},"endValue":${end}`;
    yield `${proc === 0 ? '' : ','}\n{"type":"evented","name":"P${proc}","unit":"nanoseconds",${times},"events":[`;
    const profile = new Profile(trace, frames, running);
    const event = trace.cursor();
    while (event.next()) {
      profile.see(event, proc);
      if (profile.size >= PIECE) yield profile.take();
    }
    profile.close();
    yield `${profile.take()}\n]}`;
  }
  yield `\n],"shared":{"frames":${JSON.stringify(frames.all)}}}\n`;
}

/** Names of frames, by number. */
class Frames {
  readonly all: { readonly name: string }[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.all.length;
      this.#numbers.set(name, number);
      this.all.push({ name });
    }
    return number;
  }
}

interface Survey {
  readonly procs: number;
  readonly end: number;
  /** For each event after which a task runs, the frame of its function. */
  readonly running: Int32Array;
}

/** Looks at what all profiles share: how many there are, when they end, and what runs when. */
function survey(trace: Trace, frames: Frames): Survey {
  const running = new Int32Array(trace.length);
  const names = new Map<number, number>();
  const unknown = frames.of('unknown');
  let procs = 0;
  let end = trace.startTime;
  const event = trace.cursor();
  while (event.next()) {
    const { kind, task, time } = event;
    end = Math.max(end, time);
    if (kind === Kind.runStart || kind === Kind.procsChange) procs = Math.max(procs, event.a);
    if (kind === Kind.create || kind === Kind.expose) {
      const name = trace.strings.get(event.b);
      names.set(task, name === '' ? unknown : frames.of(name));
    } else if (kind === Kind.end) names.delete(task);
    else if (kindInfo(kind)?.enters === ProcState.running) {
      running[event.index] = names.get(task) ?? unknown;
    }
  }
  return { procs: Math.min(procs, MAX_PROCS), end, running };
}

/** The events of one P: frames opened and closed. */
class Profile extends TextWriter {
  readonly #frames: Frames;
  readonly #running: Int32Array;
  #time: number;
  #open: readonly number[] = [];
  #isFirst = true;

  constructor(trace: Trace, frames: Frames, running: Int32Array) {
    super();
    this.#frames = frames;
    this.#running = running;
    this.#time = trace.startTime;
  }

  see(event: Cursor, proc: number): void {
    this.#time = Math.max(this.#time, event.time);
    const state = event.proc === proc ? kindInfo(event.kind)?.enters : undefined;
    if (state === undefined) return;
    this.close();
    if (state === ProcState.idle) return;
    const word = this.#frames.of(STATE_WORDS[state]);
    const isRunning = state === ProcState.running;
    this.#open = isRunning ? [word, this.#running[event.index] as number] : [word];
    for (const frame of this.#open) this.#tell('O', frame);
  }

  close(): void {
    for (const frame of [...this.#open].reverse()) this.#tell('C', frame);
    this.#open = [];
  }

  #tell(type: 'O' | 'C', frame: number): void {
    this.text += `${this.#isFirst ? '' : ','}\n{"type":"${type}","frame":${frame},"at":${this.#time}}`;
    this.#isFirst = false;
  }
}
