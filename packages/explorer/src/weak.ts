/**
 * What plain accesses may see.
 *
 * The language orders plain accesses only through `Atomics`: a write is surely seen by those who
 * *know* it, that is, if it happens before their read. Threads know what they wrote; an `Atomics`
 * write leaves its thread's knowledge in the cell; an `Atomics` read takes it from there. A plain
 * read may return any write, unless the reader knows a later one whose writer knew that write: then
 * it is hidden. (Vector clocks say the same; knowledge of those few writes that somebody may still
 * see says it in one bit each, and two pasts that leave the same choice are one state.)
 *
 * `Atomics` reads of a cell that is also written plainly have the same choice, except that an
 * `Atomics` write hides all earlier `Atomics` ones. Read-modify-writes always see the newest.
 *
 * Not covered: reads of writes that come later in the interleaving, which the language allows for
 * plain reads that race with plain writes on both sides (load buffering).
 */

interface Write {
  readonly column: number;
  readonly value: number;
  readonly isAtomic: boolean;
  /** The writes that its thread knew. Sets of writes are bit masks by position. */
  readonly before: number;
}

interface Racing {
  /** Writes that some thread may still see, with those that hide them, oldest first. */
  readonly writes: readonly Write[];
  /** By thread: the writes that it knows. */
  readonly threads: readonly number[];
  /** By column: the writes that whoever reads it by `Atomics` comes to know. */
  readonly messages: ReadonlyMap<number, number>;
  /** Threads, as bits, that will not read before they know everything. */
  readonly idle: number;
}

/** A write as it is made: by whom, where, what, and what was there. */
export interface NewWrite {
  readonly thread: number;
  readonly column: number;
  readonly value: number;
  readonly old: number;
  readonly isAtomic: boolean;
  /** Whether anybody may go on seeing what was there. */
  readonly isTracked: boolean;
  /** Whether what others left there stays: a bell is heard from all who rang it. */
  readonly isRing: boolean;
}

/** A value that a read may return; `acquires` if it brings its writer's knowledge. */
export interface Choice {
  readonly value: number;
  readonly acquires: boolean;
}

const MAX_WRITES = 31;
const ALL = -1;

/** All racing situations met so far, each known by its number; 0 is the initial one. */
export class WeakMemory {
  private readonly situations: Racing[] = [];
  private readonly numbers = new Map<string, number>();
  private draft: Racing;
  private begun = 0;

  constructor(threads: number) {
    this.draft = {
      writes: [],
      threads: new Array<number>(threads).fill(0),
      messages: new Map(),
      idle: 0,
    };
    this.numberOf(this.draft);
  }

  /** Begins a step from a situation. */
  begin(situation: number): void {
    this.draft = this.situations[situation] ?? this.draft;
    this.begun = situation;
  }

  /** What a thread's read may return; `latest` is what memory holds. */
  choices(thread: number, column: number, isAtomic: boolean, latest: number): readonly Choice[] {
    const { writes } = this.draft;
    const choices = new Map<string, Choice>();
    writes.forEach((write, i) => {
      if (write.column !== column || this.isHidden(i, this.knownTo(thread))) return;
      const isNewer = (other: Write, j: number): boolean =>
        j > i && other.column === column && other.isAtomic;
      if (isAtomic && write.isAtomic && writes.some(isNewer)) return;
      const acquires = isAtomic && write.isAtomic;
      choices.set(`${write.value} ${acquires}`, { value: write.value, acquires });
    });
    return choices.size === 0 ? [{ value: latest, acquires: isAtomic }] : [...choices.values()];
  }

  /** A thread reads a column by `Atomics` and sees what was left there. */
  acquire(thread: number, column: number): void {
    this.learn(thread, this.draft.messages.get(column) ?? 0);
  }

  /** One thread learns all that another knows. */
  tell(from: number, to: number): void {
    this.learn(to, this.knownTo(from));
  }

  /** A thread writes. */
  write({ thread, column, value, old, isAtomic, isTracked, isRing }: NewWrite): void {
    if (isTracked) {
      const isFirst = !this.draft.writes.some((write) => write.column === column);
      if (isFirst) this.append({ column, value: old, isAtomic: true, before: 0 }, ALL);
      this.append({ column, value, isAtomic, before: this.knownTo(thread) }, 1 << thread);
    }
    if (!isAtomic) return;
    const left = isRing ? (this.draft.messages.get(column) ?? 0) : 0;
    const known = left | this.knownTo(thread);
    if (known === (this.draft.messages.get(column) ?? 0)) return;
    this.draft = { ...this.draft, messages: new Map(this.draft.messages).set(column, known) };
  }

  /**
   * Ends a step; returns the number of the situation. Threads in `idle` (bits) will not read
   * before they know everything; `readers` gives the threads that may see old values in a column.
   */
  settle(idle: number, readers: (column: number) => number): number {
    if (this.draft === this.situations[this.begun] && this.draft.idle === idle) return this.begun;
    const { writes, threads, messages } = this.draft;
    const isLive = (t: number): boolean => ((idle >>> t) & 1) === 0;
    const isSeen = ({ column }: Write, i: number): boolean =>
      threads.some(
        (known, t) => isLive(t) && (readers(column) >>> t) & 1 && !this.isHidden(i, known),
      );
    const seen = [...writes.keys()].filter((i) => isSeen(this.at(i), i));
    const isSettled = (i: number): boolean =>
      seen.every((j) => j === i || this.at(j).column !== this.at(i).column) &&
      threads.every((known, t) => !isLive(t) || (known >>> i) & 1);
    const kept = seen.filter((i) => !isSettled(i));
    kept.sort((i, j) => this.at(i).column - this.at(j).column || i - j);
    const remap = (mask: number): number =>
      kept.reduce((bits, i, position) => bits | (((mask >>> i) & 1) << position), 0);
    const left = [...messages].map(([column, mask]) => [column, remap(mask)] as const);
    return this.numberOf({
      writes: kept.map((i) => ({ ...this.at(i), before: remap(this.at(i).before) })),
      threads: threads.map((known, t) => remap(isLive(t) ? known : ALL)),
      messages: new Map(left.filter(([, mask]) => mask !== 0).sort(([a], [b]) => a - b)),
      idle,
    });
  }

  private at(i: number): Write {
    const write = this.draft.writes[i];
    if (write === undefined) throw new RangeError(`weak memory: no write ${i}`);
    return write;
  }

  private knownTo(thread: number): number {
    return this.draft.threads[thread] ?? 0;
  }

  private learn(thread: number, writes: number): void {
    if ((this.knownTo(thread) | writes) === this.knownTo(thread)) return;
    const threads = this.draft.threads.map((known, t) => (t === thread ? known | writes : known));
    this.draft = { ...this.draft, threads };
  }

  private append(write: Write, knowers: number): void {
    const { writes, threads } = this.draft;
    if (writes.length === MAX_WRITES) throw new Error('weak memory: too many racing writes');
    const bit = 1 << writes.length;
    this.draft = {
      ...this.draft,
      writes: [...writes, write],
      threads: threads.map((known, t) => ((knowers >>> t) & 1 ? known | bit : known)),
    };
  }

  private isHidden(i: number, known: number): boolean {
    const { writes } = this.draft;
    const column = writes[i]?.column;
    return writes.some(
      (later, j) =>
        j !== i && later.column === column && (known >>> j) & 1 && (later.before >>> i) & 1,
    );
  }

  private numberOf(situation: Racing): number {
    const { writes, threads, messages, idle } = situation;
    const key = [
      idle,
      writes.map((w) => `${w.column},${w.value},${w.isAtomic},${w.before}`).join(';'),
      threads.join(),
      [...messages].join(';'),
    ].join('|');
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.situations.push(situation) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
}
