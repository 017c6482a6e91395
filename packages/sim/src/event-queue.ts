/**
 * What will happen, in the order in which it will: the heart of a discrete-event simulation.
 *
 * A 4-ary heap over typed arrays, ordered by time and, at equal times, by the order of scheduling,
 * so that a run is the same on every machine. No object per event: an event is its time, a kind and
 * two operands. Four children per node: half the levels of a binary heap, and the four keys that are
 * compared lie next to each other.
 *
 * Times are integer nanoseconds, exact up to 2^53 (104 days).
 */

const FIRST_CAPACITY = 1024;

/** Events in the order of their times; the one taken last is in the fields. */
export class EventQueue {
  /** Time of the event taken last, in nanoseconds. */
  time = 0;
  /** Its kind. */
  kind = 0;
  /** Its first operand. */
  a = 0;
  /** Its second operand. */
  b = 0;

  /** Heap position → time and sequence number: the key; and the event's place in the records. */
  private times = new Float64Array(FIRST_CAPACITY);
  private sequences = new Float64Array(FIRST_CAPACITY);
  private places = new Int32Array(FIRST_CAPACITY);
  /** Place → kind and operands. */
  private records = new Int32Array(3 * FIRST_CAPACITY);
  private readonly freePlaces: number[] = [];
  private count = 0;
  private scheduled = 0;

  /** How many events are to come. */
  get size(): number {
    return this.count;
  }

  /**
   * Schedules an event. Amortised no allocation.
   *
   * @throws RangeError if the time is not an integer from the present on, or a number is not a
   *   32-bit integer.
   */
  schedule(time: number, kind: number, a: number, b: number): void {
    if (!(time >= this.time && time <= Number.MAX_SAFE_INTEGER) || !Number.isInteger(time)) {
      throw new RangeError(
        `time: expected an integer from ${this.time} (now) to 2^53 - 1, received ${time}`,
      );
    }
    if ((kind | 0) !== kind || (a | 0) !== a || (b | 0) !== b) {
      throw new RangeError(`kind, a, b: expected 32-bit integers, received ${kind}, ${a} and ${b}`);
    }
    if (this.count === this.times.length) this.grow();
    const place = this.freePlaces.pop() ?? this.count;
    this.records[3 * place] = kind;
    this.records[3 * place + 1] = a;
    this.records[3 * place + 2] = b;
    this.rise(this.count++, time, this.scheduled++, place);
  }

  /** Takes the next event into the fields; false if there is none. */
  next(): boolean {
    if (this.count === 0) return false;
    const place = this.places[0] as number;
    this.time = this.times[0] as number;
    this.kind = this.records[3 * place] as number;
    this.a = this.records[3 * place + 1] as number;
    this.b = this.records[3 * place + 2] as number;
    this.freePlaces.push(place);
    const last = --this.count;
    if (last > 0) {
      this.sink(
        this.times[last] as number,
        this.sequences[last] as number,
        this.places[last] as number,
      );
    }
    return true;
  }

  private rise(from: number, time: number, sequence: number, place: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.isBefore(time, sequence, parent)) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, time, sequence, place);
  }

  private sink(time: number, sequence: number, place: number): void {
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= this.count) break;
      const least = this.leastOf(first, Math.min(first + 4, this.count));
      if (this.isBefore(time, sequence, least)) break;
      this.move(least, at);
      at = least;
    }
    this.put(at, time, sequence, place);
  }

  private leastOf(first: number, end: number): number {
    let least = first;
    for (let child = first + 1; child < end; child++) {
      const time = this.times[child] as number;
      if (this.isBefore(time, this.sequences[child] as number, least)) least = child;
    }
    return least;
  }

  /** Says whether a key comes before the one at a heap position. */
  private isBefore(time: number, sequence: number, at: number): boolean {
    const other = this.times[at] as number;
    return time < other || (time === other && sequence < (this.sequences[at] as number));
  }

  private move(from: number, to: number): void {
    this.put(
      to,
      this.times[from] as number,
      this.sequences[from] as number,
      this.places[from] as number,
    );
  }

  private put(at: number, time: number, sequence: number, place: number): void {
    this.times[at] = time;
    this.sequences[at] = sequence;
    this.places[at] = place;
  }

  private grow(): void {
    const length = 2 * this.times.length;
    this.times = copied(this.times, new Float64Array(length));
    this.sequences = copied(this.sequences, new Float64Array(length));
    this.places = copied(this.places, new Int32Array(length));
    this.records = copied(this.records, new Int32Array(3 * length));
  }
}

function copied<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
