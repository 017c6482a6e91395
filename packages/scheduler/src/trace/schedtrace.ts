/**
 * The lines that Go prints with `GODEBUG=schedtrace=…` and `scheddetail=1` (runtime/proc.go,
 * `schedtrace`), so that whatever reads those can read ours: from the runtime
 * (`PILFER_DEBUG=schedtrace=1000`) and from the simulator.
 */

/** One P, as Go tells it. */
export interface SchedP {
  /** Go's status: 0 idle, 1 running. */
  readonly status: number;
  readonly schedTick: number;
  readonly syscallTick: number;
  /** The M that holds it; undefined: none. */
  readonly m: number | undefined;
  readonly queued: number;
  readonly timers: number;
}

/** One M. */
export interface SchedM {
  readonly id: number;
  readonly p: number | undefined;
  readonly g: number | undefined;
  readonly spinning: boolean;
  readonly blocked: boolean;
}

/** One G. */
export interface SchedG {
  readonly id: number;
  /** Go's status: 1 runnable, 2 running, 3 in a call, 4 waiting, 6 dead. */
  readonly status: number;
  readonly waitReason: string;
  readonly m: number | undefined;
}

/** A scheduler at one moment. */
export interface SchedState {
  /** Milliseconds since the start. */
  readonly ms: number;
  readonly idleProcs: number;
  readonly threads: number;
  readonly spinning: number;
  readonly needSpinning: number;
  readonly idleThreads: number;
  readonly globalQueue: number;
  readonly procs: readonly SchedP[];
}

/** What `scheddetail=1` adds. */
export interface SchedDetail {
  readonly machines: readonly SchedM[];
  readonly tasks: readonly SchedG[];
}

/** The lines of one moment, without a line feed at the end. */
export function schedTrace(state: SchedState, detail?: SchedDetail): string {
  const { procs } = state;
  const head =
    `SCHED ${Math.floor(state.ms)}ms: gomaxprocs=${procs.length} idleprocs=${state.idleProcs}` +
    ` threads=${state.threads} spinningthreads=${state.spinning}` +
    ` needspinning=${state.needSpinning} idlethreads=${state.idleThreads}` +
    ` runqueue=${state.globalQueue}`;
  if (detail === undefined) return `${head} [${procs.map(({ queued }) => queued).join(' ')}]`;
  return [
    `${head} gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false`,
    ...procs.map(procLine),
    ...detail.machines.map(machineLine),
    ...detail.tasks.map(taskLine),
  ].join('\n');
}

function procLine(p: SchedP, index: number): string {
  return (
    `  P${index}: status=${p.status} schedtick=${p.schedTick} syscalltick=${p.syscallTick}` +
    ` m=${orNil(p.m)} runqsize=${p.queued} gfreecnt=0 timerslen=${p.timers}`
  );
}

function machineLine(m: SchedM): string {
  return (
    `  M${m.id}: p=${orNil(m.p)} curg=${orNil(m.g)} mallocing=0 throwing=0 preemptoff= locks=0` +
    ` dying=0 spinning=${m.spinning} blocked=${m.blocked} lockedg=nil`
  );
}

function taskLine(g: SchedG): string {
  return `  G${g.id}: status=${g.status}(${g.waitReason}) m=${orNil(g.m)} lockedm=nil`;
}

function orNil(id: number | undefined): string {
  return id === undefined ? 'nil' : String(id);
}
