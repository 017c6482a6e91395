/**
 * The tasks that are alive, and the queues in which they stand: doubly linked lists through columns of
 * numbers. So any task leaves its queue in constant time, whatever a recording fails to tell, and a
 * checkpoint is a copy of the columns.
 */

/** No row, no queue, no task. */
const NOWHERE = -1;

/** A column that grows by doubling; new cells hold −1. */
function grown(column: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size).fill(NOWHERE);
  larger.set(column);
  return larger;
}

/** What a {@link Tasks} was at some moment. */
export interface SavedTasks {
  readonly rows: number;
  readonly free: number;
  readonly columns: readonly Int32Array<ArrayBuffer>[];
}

/** Tasks by their ids; queues by their numbers, from 0. */
export class Tasks {
  /** id → row */
  readonly #rows = new Map<number, number>();
  #used = 0;
  /** First of the rows that are free again, through `#next`. */
  #free: number = NOWHERE;
  #ids = grown(new Int32Array(0), 64);
  #names = grown(new Int32Array(0), 64);
  #queues = grown(new Int32Array(0), 64);
  #next = grown(new Int32Array(0), 64);
  #previous = grown(new Int32Array(0), 64);
  #heads = grown(new Int32Array(0), 8);
  #tails = grown(new Int32Array(0), 8);
  #lengths = new Int32Array(8);

  /** Tasks that are alive. */
  get count(): number {
    return this.#rows.size;
  }

  has(id: number): boolean {
    return this.#rows.has(id);
  }

  /** Adds a task that stands in no queue; one that there is already keeps its place. */
  add(id: number, name: number): void {
    if (this.#rows.has(id)) return;
    const row = this.#takeRow();
    this.#rows.set(id, row);
    this.#ids[row] = id;
    this.#names[row] = name;
    this.#queues[row] = NOWHERE;
  }

  /** Removes a task, also from its queue. */
  remove(id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#unlink(row);
    this.#rows.delete(id);
    this.#ids[row] = NOWHERE;
    this.#next[row] = this.#free;
    this.#free = row;
  }

  /** The number of its name in the string table; −1 for an unknown task. */
  nameOf(id: number): number {
    const row = this.#rows.get(id);
    return row === undefined ? NOWHERE : (this.#names[row] as number);
  }

  /** The queue in which it stands, or −1. */
  queueOf(id: number): number {
    const row = this.#rows.get(id);
    return row === undefined ? NOWHERE : (this.#queues[row] as number);
  }

  /** Puts a task at the end of a queue, from wherever it was. */
  push(queue: number, id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#unlink(row);
    if (queue >= this.#lengths.length) this.#growQueues(queue);
    const tail = this.#tails[queue] as number;
    this.#queues[row] = queue;
    this.#previous[row] = tail;
    this.#next[row] = NOWHERE;
    if (tail === NOWHERE) this.#heads[queue] = row;
    else this.#next[tail] = row;
    this.#tails[queue] = row;
    this.#lengths[queue] = (this.#lengths[queue] as number) + 1;
  }

  /** Takes a task out of its queue. */
  leave(id: number): void {
    const row = this.#rows.get(id);
    if (row !== undefined) this.#unlink(row);
  }

  /** Length of a queue. */
  lengthOf(queue: number): number {
    return this.#lengths[queue] ?? 0;
  }

  /** The oldest task of a queue, or −1. */
  oldestOf(queue: number): number {
    const row = this.#heads[queue] ?? NOWHERE;
    return row === NOWHERE ? NOWHERE : (this.#ids[row] as number);
  }

  /** The oldest tasks of a queue, at most so many, in their order. */
  list(queue: number, limit: number = Infinity): number[] {
    const ids: number[] = [];
    let row = this.#heads[queue] ?? NOWHERE;
    while (row !== NOWHERE && ids.length < limit) {
      ids.push(this.#ids[row] as number);
      row = this.#next[row] as number;
    }
    return ids;
  }

  save(): SavedTasks {
    const rows = [this.#ids, this.#names, this.#queues, this.#next, this.#previous];
    return {
      rows: this.#used,
      free: this.#free,
      columns: [
        ...rows.map((column) => column.slice(0, this.#used)),
        this.#heads.slice(),
        this.#tails.slice(),
        this.#lengths.slice(),
      ],
    };
  }

  load({ rows, free, columns }: SavedTasks): void {
    const copy = (i: number): Int32Array<ArrayBuffer> =>
      (columns[i] as Int32Array<ArrayBuffer>).slice();
    [this.#ids, this.#names, this.#queues] = [copy(0), copy(1), copy(2)];
    [this.#next, this.#previous] = [copy(3), copy(4)];
    [this.#heads, this.#tails, this.#lengths] = [copy(5), copy(6), copy(7)];
    this.#used = rows;
    this.#free = free;
    this.#rows.clear();
    this.#ids.forEach((id, row) => {
      if (id !== NOWHERE) this.#rows.set(id, row);
    });
  }

  #takeRow(): number {
    const row = this.#free;
    if (row !== NOWHERE) {
      this.#free = this.#next[row] as number;
      return row;
    }
    if (this.#used === this.#ids.length) this.#growRows();
    return this.#used++;
  }

  #unlink(row: number): void {
    const queue = this.#queues[row] as number;
    if (queue === NOWHERE) return;
    const [next, previous] = [this.#next[row] as number, this.#previous[row] as number];
    if (previous === NOWHERE) this.#heads[queue] = next;
    else this.#next[previous] = next;
    if (next === NOWHERE) this.#tails[queue] = previous;
    else this.#previous[next] = previous;
    this.#queues[row] = NOWHERE;
    this.#lengths[queue] = (this.#lengths[queue] as number) - 1;
  }

  #growRows(): void {
    const size = 2 * this.#used + 64;
    this.#ids = grown(this.#ids, size);
    this.#names = grown(this.#names, size);
    this.#queues = grown(this.#queues, size);
    this.#next = grown(this.#next, size);
    this.#previous = grown(this.#previous, size);
  }

  #growQueues(queue: number): void {
    const size = 2 * queue + 8;
    this.#heads = grown(this.#heads, size);
    this.#tails = grown(this.#tails, size);
    const lengths = new Int32Array(size);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}
