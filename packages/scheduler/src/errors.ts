/**
 * The errors of the runtime: a closed set. Each has a string `code` to switch on, which, unlike
 * `instanceof`, also holds across threads, realms and copies of this package.
 */

/** A task failed with something that can't be handed over as it was; the message shows it. */
export class TaskError extends Error {
  readonly code = 'ERR_PILFER_TASK';

  static {
    nameErrors(this, 'TaskError');
  }
}

/** What is known of a lost machine. */
export interface WorkerLostDetails extends ErrorOptions {
  /** Exit code of the thread, if it exited. */
  readonly exitCode?: number | undefined;
  /** Name of the task whose machine it was to end. */
  readonly culprit?: string | undefined;
  /** True if another task was the reason, and this one only shared the machine. */
  readonly collateral?: boolean | undefined;
}

/** The machine that ran the task is gone: it exited, was terminated or ran out of memory. */
export class WorkerLostError extends Error {
  readonly code = 'ERR_PILFER_WORKER_LOST';
  readonly exitCode: number | undefined;
  readonly culprit: string | undefined;
  readonly collateral: boolean;

  constructor(message?: string, details: WorkerLostDetails = {}) {
    super(message, details);
    this.exitCode = details.exitCode;
    this.culprit = details.culprit;
    this.collateral = details.collateral ?? false;
  }

  static {
    nameErrors(this, 'WorkerLostError');
  }
}

/** The queue in front is full, and its policy is not to wait, or too many wait already. */
export class QueueFullError extends Error {
  readonly code = 'ERR_PILFER_QUEUE_FULL';

  static {
    nameErrors(this, 'QueueFullError');
  }
}

/** The task took longer than its `timeout`, or was not done at its `deadline`. */
export class TimeoutError extends Error {
  readonly code = 'ERR_PILFER_TIMEOUT';

  static {
    nameErrors(this, 'TimeoutError');
  }
}

/**
 * The task was cancelled. As compatible with a DOMException as Node's own: the same `name`, and
 * Node's string `code` in place of the DOM's number.
 */
export class AbortError extends Error {
  readonly code = 'ABORT_ERR';

  static {
    nameErrors(this, 'AbortError');
  }
}

/** The runtime is closed, or is being closed. */
export class ClosedError extends Error {
  readonly code = 'ERR_PILFER_CLOSED';

  static {
    nameErrors(this, 'ClosedError');
  }
}

/** `ENCODE`: a value can't cross threads. `DECODE`: bytes are no payload of this package. */
export type EncodeErrorCode = 'ERR_PILFER_ENCODE' | 'ERR_PILFER_DECODE';

/** What else an {@link EncodeError} may say. */
export interface EncodeErrorDetails extends ErrorOptions {
  readonly code?: EncodeErrorCode | undefined;
}

/** A value can't cross threads, or the bytes of one can't be decoded; says where and why. */
export class EncodeError extends Error {
  readonly code: EncodeErrorCode;
  /** The offender, as the program would write it: `args[0].options.onDone`. */
  readonly path: string;
  /** Why it can't cross: `a function can't cross threads`. */
  readonly reason: string;

  constructor(path: string, reason: string, details: EncodeErrorDetails = {}) {
    super(`${path}: ${reason}`, details);
    this.code = details.code ?? 'ERR_PILFER_ENCODE';
    this.path = path;
    this.reason = reason;
  }

  static {
    nameErrors(this, 'EncodeError');
  }
}

/** Names a class's errors as the language names its own: on the prototype, not enumerable. */
function nameErrors(type: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(type.prototype, 'name', {
    value: name,
    writable: true,
    configurable: true,
  });
}
