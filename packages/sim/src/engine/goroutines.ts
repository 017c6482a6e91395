/**
 * All Gs, as columns: field f of G i is `f[i]`. A G is in exactly one place at any time, and `where`
 * says which: a queue, a `next` slot, a machine's hands, something it waits for, or nowhere.
 *
 * Queues are doubly linked through the Gs, so that any of them can be taken out in constant time,
 * moving half of a queue copies nothing, and an empty queue costs 12 bytes.
 */

/** What a G is doing. */
export const GState = {
  free: 0,
  runnable: 1,
  running: 2,
  waiting: 3,
  syscall: 4,
  ended: 5,
  /** A fork that only its parent knows. */
  private: 6,
} as const;

/** Values of `where` that are not queues. */
export const IN_NOTHING: number = -1;
export const IN_NEXT: number = -2;
export const IN_HANDS: number = -3;

export const NO_G: number = -1;

const FIRST_CAPACITY = 1024;

export class Goroutines {
  state: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** What it waits for: a `WaitReason`; and the object or G. */
  reason: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  on: Int32Array = new Int32Array(FIRST_CAPACITY);
  where: Int32Array = new Int32Array(FIRST_CAPACITY);
  next: Int32Array = new Int32Array(FIRST_CAPACITY);
  previous: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Function, instruction, innermost frame. */
  code: Int32Array = new Int32Array(FIRST_CAPACITY);
  pc: Int32Array = new Int32Array(FIRST_CAPACITY);
  frame: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** The price of the present operation is paid, or being paid. */
  paid: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** It was readied by the peer of its channel operation, or handed the lock: the operation is done. */
  granted: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Its stack is new: its first run takes longer. */
  cold: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Time it has to run before its next effect. */
  debt: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** When it was created, and when it became runnable or began to wait. */
  created: Float64Array = new Float64Array(FIRST_CAPACITY);
  since: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** When its timer or poll is due. */
  due: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Timer heap links. */
  child: Int32Array = new Int32Array(FIRST_CAPACITY);
  sibling: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** P on which it ran last, −1: never; P that made it runnable, −1: none. */
  lastP: Int32Array = new Int32Array(FIRST_CAPACITY);
  madeBy: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** M it is locked to. */
  lockedM: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Its own random numbers; how many children it has had. */
  random: Int32Array = new Int32Array(FIRST_CAPACITY);
  children: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Who joins it; its youngest fork not joined yet, each linked to the one before it. */
  parent: Int32Array = new Int32Array(FIRST_CAPACITY);
  forks: Int32Array = new Int32Array(FIRST_CAPACITY);
  olderFork: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Client of a closed loop that waits for its end, −1: none. */
  client: Int32Array = new Int32Array(FIRST_CAPACITY);

  /** Queue → first and last G, and how many there are. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  readonly length: Int32Array;

  /** Gs in use. */
  live = 0;
  /** Records ever used: ids are below. */
  top = 0;
  private capacity = FIRST_CAPACITY;
  private firstFree = NO_G;

  constructor(queues: number) {
    this.head = new Int32Array(queues).fill(NO_G);
    this.tail = new Int32Array(queues).fill(NO_G);
    this.length = new Int32Array(queues);
  }

  /** Returns a fresh G; the youngest dead record is used first. */
  allocate(): number {
    let id = this.firstFree;
    if (id !== NO_G) this.firstFree = this.next[id] as number;
    else {
      if (this.top === this.capacity) this.grow();
      id = this.top++;
    }
    this.live++;
    this.where[id] = IN_NOTHING;
    this.next[id] = this.previous[id] = this.child[id] = this.sibling[id] = NO_G;
    this.frame[id] = this.on[id] = this.lastP[id] = this.madeBy[id] = this.lockedM[id] = -1;
    this.parent[id] = this.forks[id] = this.olderFork[id] = this.client[id] = -1;
    this.paid[id] = this.granted[id] = this.cold[id] = this.debt[id] = this.children[id] = 0;
    return id;
  }

  /** Gives a record back. */
  free(id: number): void {
    this.state[id] = GState.free;
    this.next[id] = this.firstFree;
    this.firstFree = id;
    this.live--;
  }

  pushBack(queue: number, id: number): void {
    const last = this.tail[queue] as number;
    this.previous[id] = last;
    this.next[id] = NO_G;
    if (last === NO_G) this.head[queue] = id;
    else this.next[last] = id;
    this.tail[queue] = id;
    this.length[queue] = (this.length[queue] as number) + 1;
    this.where[id] = queue;
  }

  pushFront(queue: number, id: number): void {
    this.insertBefore(queue, this.head[queue] as number, id);
  }

  /** Puts a G before another of that queue; before none: at the end. */
  insertBefore(queue: number, other: number, id: number): void {
    if (other === NO_G) {
      this.pushBack(queue, id);
      return;
    }
    const before = this.previous[other] as number;
    this.previous[id] = before;
    this.next[id] = other;
    this.previous[other] = id;
    if (before === NO_G) this.head[queue] = id;
    else this.next[before] = id;
    this.length[queue] = (this.length[queue] as number) + 1;
    this.where[id] = queue;
  }

  /** Takes the first G of a queue that has one. It is in hands then. */
  popFront(queue: number): number {
    const id = this.head[queue] as number;
    this.remove(id);
    return id;
  }

  popBack(queue: number): number {
    const id = this.tail[queue] as number;
    this.remove(id);
    return id;
  }

  /** Takes a G out of the queue it is in. */
  remove(id: number): void {
    const queue = this.where[id] as number;
    const before = this.previous[id] as number;
    const after = this.next[id] as number;
    if (before === NO_G) this.head[queue] = after;
    else this.next[before] = after;
    if (after === NO_G) this.tail[queue] = before;
    else this.previous[after] = before;
    this.length[queue] = (this.length[queue] as number) - 1;
    this.where[id] = IN_HANDS;
  }

  private grow(): void {
    const capacity = 2 * this.capacity;
    this.capacity = capacity;
    const bytes = (old: Uint8Array): Uint8Array => filled(old, new Uint8Array(capacity));
    const ints = (old: Int32Array): Int32Array => filled(old, new Int32Array(capacity));
    const doubles = (old: Float64Array): Float64Array => filled(old, new Float64Array(capacity));
    this.state = bytes(this.state);
    this.reason = bytes(this.reason);
    this.paid = bytes(this.paid);
    this.granted = bytes(this.granted);
    this.cold = bytes(this.cold);
    this.on = ints(this.on);
    this.where = ints(this.where);
    this.next = ints(this.next);
    this.previous = ints(this.previous);
    this.code = ints(this.code);
    this.pc = ints(this.pc);
    this.frame = ints(this.frame);
    this.child = ints(this.child);
    this.sibling = ints(this.sibling);
    this.lastP = ints(this.lastP);
    this.madeBy = ints(this.madeBy);
    this.lockedM = ints(this.lockedM);
    this.random = ints(this.random);
    this.children = ints(this.children);
    this.parent = ints(this.parent);
    this.forks = ints(this.forks);
    this.olderFork = ints(this.olderFork);
    this.client = ints(this.client);
    this.debt = doubles(this.debt);
    this.created = doubles(this.created);
    this.since = doubles(this.since);
    this.due = doubles(this.due);
  }
}

/** Copies a column into a larger one. */
export function filled<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
