/** A first-in first-out queue in one array: `Array.prototype.shift` moves everything, this nothing. */
export class Fifo<T> {
  private readonly items: (T | undefined)[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** Removes the oldest item. */
  shift(): T | undefined {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head >= 1024 && this.head * 2 >= this.items.length) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    return item;
  }

  /** Removes the newest item. */
  pop(): T | undefined {
    return this.head === this.items.length ? undefined : this.items.pop();
  }
}
