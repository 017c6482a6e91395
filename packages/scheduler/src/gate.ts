/** A moment that several callers wait for, time and again. */
export class Gate {
  private waiting: (() => void)[] = [];

  /** Whether anybody waits. */
  get isAwaited(): boolean {
    return this.waiting.length > 0;
  }

  /** Resolves when it is opened next. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Lets those through who wait now. */
  open(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
