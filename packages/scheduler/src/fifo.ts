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

  /** Keeps the items that pass the test, in their order. */
  retain(test: (item: T) => boolean): void {
    let kept = 0;
    for (let i = this.head; i < this.items.length; i++) {
      const item = this.items[i] as T;
      if (test(item)) this.items[kept++] = item;
    }
    this.items.length = kept;
    this.head = 0;
  }

  /** Removes the newest item. */
  pop(): T | undefined {
    return this.head === this.items.length ? undefined : this.items.pop();
  }
}
