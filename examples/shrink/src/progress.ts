/**
 * Tells what is going on, on standard error: on a terminal by one line that moves, elsewhere by one
 * line per step, without cursor codes.
 */

import { bar, bytes, count, counted, percent } from './terminal.js';

/** The part of a stream that is written to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How far a step is. */
export interface Step {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly elapsedMs: number;
}

const PERIOD_MS = 100;
const CLEAR = '\r\u001B[K';

/** The line for a step, at most as wide as the terminal. */
export function progressLine(step: Step, columns: number): string {
  const share = step.total === 0 ? 0 : step.done / step.total;
  const line =
    `${step.label.padEnd(10)}  ${bar(share, 20)}${percent(share).padStart(6)}  ` +
    `${count(step.done)} of ${count(step.total)} files  ${bytes(step.bytes)}  ` +
    `${Math.floor(step.elapsedMs / 1000)} s`;
  return line.slice(0, columns - 1);
}

/** Shows how far a step is. */
export class Progress {
  private readonly output: Output;
  private timer: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.output = output;
  }

  /** Begins a step; returns what is to be told of each file's bytes. */
  begin(label: string, total: number): (size: number) => void {
    this.end();
    const started = performance.now();
    let done = 0;
    let bytesDone = 0;
    if (this.output.isTTY === true) {
      const draw = (): void => {
        const elapsedMs = performance.now() - started;
        const step = { label, done, total, bytes: bytesDone, elapsedMs };
        const columns = this.output.columns ?? 0; // 0: a terminal that doesn't know
        this.output.write(CLEAR + progressLine(step, columns === 0 ? 80 : columns));
      };
      draw();
      this.timer = setInterval(draw, PERIOD_MS).unref();
    } else {
      this.note(`${label}: ${counted(total, 'file')}`);
    }
    return (size) => {
      done++;
      bytesDone += size;
    };
  }

  /** Ends the step, and says something. */
  note(text: string): void {
    this.end();
    this.output.write(`${text}\n`);
  }

  /** Ends the step, and takes the line away. */
  end(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.output.write(CLEAR);
  }
}
