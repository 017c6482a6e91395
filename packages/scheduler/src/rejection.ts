/** Promises that reject. */

/** An error on its way through a promise's `resolve`, which asks any thenable what to settle with. */
export class Rejection {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }

  then(_: unknown, reject: (reason: unknown) => void): void {
    reject(this.reason);
  }
}

/** A promise that is rejected: with anything, not only with an Error. */
export function rejected(reason: unknown): Promise<never> {
  return new Promise((_, reject) => reject(reason));
}
