import {
  Kind,
  NONE,
  Source,
  TraceBuilder,
  type Trace,
  type TraceInfo,
} from '@pilfer/scheduler/trace';

/** What may differ between traces of the same steal. */
interface Details {
  /** Of task 1 and task 2. */
  readonly names?: readonly [string, string];
  /** Who creates task 2. */
  readonly parent?: number;
  /** The length of the victim's queue. */
  readonly of?: number;
}

/** P0 runs task 1 from 100 to 500 ns. P1 searches from 100, steals task 2 at 300, runs it to 900. */
export function stealTrace(info: TraceInfo, details: Details = {}): Trace {
  const { names = ['', ''], parent = NONE, of = 1 } = details;
  return new TraceBuilder(info)
    .boot(2)
    .create(1, NONE, names[0])
    .create(2, parent, names[1])
    .at(100)
    .start(1)
    .on(1)
    .event(Kind.searchBegin, { a: 1 })
    .at(300)
    .steal(2, 0, 1, of)
    .event(Kind.searchEnd, { a: 1, b: 0, c: 1 })
    .start(2, Source.stolen)
    .at(500)
    .on(0)
    .end(1)
    .event(Kind.procRelease)
    .at(900)
    .on(1)
    .end(2)
    .at(1000)
    .stop()
    .trace();
}
