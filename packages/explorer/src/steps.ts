/**
 * All that can happen next in a state of the world.
 *
 * A step is one operation of one thread, chosen among all that can move. `wait` and `notify` are
 * futexes: a waiter sleeps until it is notified, or its time runs out; a notify may choose any of
 * the sleepers, and may be eaten by a thread that crashed in its sleep. Where a program allows it, a
 * thread that has not ended may also crash instead of moving.
 */

import type { Finished } from './automaton.js';
import { waysToNotify, type Sleeper } from './futex.js';
import {
  bellOf,
  effect,
  ENDED,
  isWaitedOn,
  NO_EVENT,
  NOT_EQUAL,
  NOTIFIED,
  OK,
  RANG,
  TIMED_OUT,
  told,
  valueAt,
  waitersOn,
  WAITING,
  type Operation,
} from './memory.js';
import type { Move, Problem, Visit } from './move.js';
import { showCall, type Call } from './program.js';
import { isRead } from './sharing.js';
import { show } from './show.js';
import { ASLEEP, CRASHED, GHOST, NOT_STARTED, READY, type World } from './world.js';

/** Enumerates the steps of a world, always in the same order. */
export class Steps {
  /** The calls that returned in the step being visited. */
  finished: readonly Finished[] = [];
  /** What the step being visited did wrong. */
  problem: Problem | undefined = undefined;
  private readonly world: World;
  private row: Int32Array = new Int32Array(0);
  private next: Int32Array = new Int32Array(0);
  private visit: Visit = () => undefined;

  constructor(world: World) {
    this.world = world;
  }

  /** What goes wrong before anybody has moved: a call may throw before its first operation. */
  problemAt(row: Int32Array): Problem | undefined {
    for (let t = 0; t < this.world.automata.length; t++) {
      const message = this.world.failure(t, valueAt(row, t));
      if (message !== undefined) return { oracle: 'exception', message };
    }
    return undefined;
  }

  /** Visits all steps from a row. Returns whether this is an end: nobody moves any more. */
  from(row: Int32Array, visit: Visit): boolean {
    const { automata, rules } = this.world;
    if (this.next.length !== row.length) this.next = new Int32Array(row.length);
    this.row = row;
    this.visit = visit;
    let moved = false;
    for (let t = 0; t < automata.length; t++) moved = this.step(t) || moved;
    moved ||= this.startLast();
    for (const name of rules.crashes) this.crash(this.world.numberOf(name));
    return !moved;
  }

  /**
   * The thread whose next step can be taken alone (sharing.ts), or −1.
   */
  loner(row: Int32Array): number {
    const { sharing, automata } = this.world;
    if (sharing === undefined) return -1;
    const idle = this.world.idle(row);
    for (let t = 0; t < automata.length; t++) {
      const { operation } = this.world.node(row, t);
      if (operation === undefined || this.world.condition(row, t) !== READY) continue;
      const column = this.world.columnOf(operation);
      if (!sharing.isLocal(operation, t, column, idle)) continue;
      if (!this.mayCrash(t) || this.isUnseen(row, t, operation, column)) return t;
    }
    return -1;
  }

  /** Visits the step of one thread. */
  only(row: Int32Array, t: number, visit: Visit): void {
    if (this.next.length !== row.length) this.next = new Int32Array(row.length);
    this.row = row;
    this.visit = visit;
    this.step(t);
  }

  private mayCrash(t: number): boolean {
    return this.world.rules.crashes.includes(this.world.automaton(t).name);
  }

  /** Whether a crash after this operation is the same as one before. */
  private isUnseen(row: Int32Array, t: number, operation: Operation, column: number): boolean {
    const node = valueAt(row, t);
    const automaton = this.world.automaton(t);
    if (!isRead(operation) || !automaton.node(node).isInside) return false;
    return automaton.follow(node, this.world.value(row, column)).finished.length === 0;
  }

  private step(t: number): boolean {
    const condition = this.world.condition(this.row, t);
    const { operation } = this.world.node(this.row, t);
    if (operation === undefined) return false;
    if (condition === READY) return this.operate(t, operation);
    if (condition !== ASLEEP || operation.b !== 1 || !this.world.rules.timeouts) return false;
    this.begin();
    this.resume(t, TIMED_OUT);
    this.emit(t, 'times out', 0);
    return true;
  }

  private operate(t: number, operation: Operation): boolean {
    const { world, row } = this;
    const column = world.columnOf(operation);
    const value = world.value(row, column);
    world.sharing?.note(operation, t, column);
    switch (operation.kind) {
      case 'nothing':
        this.see(t, 0);
        return true;
      case 'hasCrashed':
        this.see(t, world.hasCrashed(row, world.numberOf(operation.thread)) ? 1 : 0);
        return true;
      case 'awaitRing':
        if (value <= 0) return false;
        this.change(t, operation, column, value);
        return true;
      case 'wait':
        this.wait(t, operation, column, value);
        return true;
      case 'waitAsync':
        this.waitAsync(t, operation, column, value);
        return true;
      case 'nextEvent':
        return this.nextEvent(t, operation);
      case 'notify':
        this.notify(t, operation, column);
        return true;
      case 'read':
      case 'load':
        this.read(t, operation, column, value);
        return true;
      default:
        this.change(t, operation, column, value);
        return true;
    }
  }

  /** An operation that touches no memory. */
  private see(t: number, saw: number): void {
    this.begin();
    this.resume(t, saw);
    this.emit(t, 'does', saw);
  }

  private read(t: number, operation: Operation, column: number, value: number): void {
    const { accesses, weak } = this.world;
    const isAtomic = operation.kind === 'load';
    accesses.note(operation, t, column);
    this.begin();
    const choices = weak?.choices(t, column, isAtomic, value);
    for (const { value: saw, acquires } of choices ?? [{ value, acquires: isAtomic }]) {
      this.begin();
      if (acquires) weak?.acquire(t, column);
      this.resume(t, saw);
      this.emit(t, 'does', saw);
    }
  }

  /** An operation that writes, or is a compareExchange; it sees the newest value. */
  private change(t: number, operation: Operation, column: number, saw: number): void {
    const { accesses, weak } = this.world;
    const { kind, a } = operation;
    const isAtomic = kind !== 'write';
    accesses.note(operation, t, column);
    this.begin();
    if (isAtomic && kind !== 'store' && kind !== 'ring') weak?.acquire(t, column);
    if (kind !== 'compareExchange' || saw === (a | 0)) {
      const value = effect(operation, saw);
      this.world.setValue(this.next, column, value);
      const isTracked = accesses.readers(column) !== 0;
      const isRing = kind === 'ring';
      weak?.write({ thread: t, column, value, old: saw, isAtomic, isTracked, isRing });
    }
    this.resume(t, told(operation, saw));
    this.emit(t, 'does', saw);
  }

  private wait(t: number, operation: Operation, column: number, value: number): void {
    this.begin();
    this.world.weak?.acquire(t, column);
    const sleeps = value === (operation.a | 0);
    if (sleeps) this.next[this.world.conditionAt(t)] = ASLEEP;
    else this.resume(t, NOT_EQUAL);
    this.emit(t, sleeps ? 'sleeps' : 'does', value);
  }

  private waitAsync(t: number, operation: Operation, column: number, value: number): void {
    this.begin();
    this.world.weak?.acquire(t, column);
    const waits = value === (operation.a | 0);
    if (waits)
      this.world.count(this.next, t, this.world.columnAtWord(waitersOn(operation)), WAITING);
    this.resume(t, waits ? OK : NOT_EQUAL);
    this.emit(t, 'does', value);
  }

  private nextEvent(t: number, operation: Operation): boolean {
    const { world, row } = this;
    const bell = world.columnAtWord(bellOf(operation));
    const waiters = world.columnAtWord(waitersOn(operation));
    const turn = (event: number, column: number, by: number): void => {
      this.begin();
      if (event !== NO_EVENT) {
        world.weak?.acquire(t, column);
        this.world.count(this.next, t, column, by);
      }
      this.resume(t, event);
      this.emit(t, 'does', event);
    };
    const hasRung = world.value(row, bell) > 0;
    const hasEnded = world.value(row, waiters) >= ENDED;
    if (hasEnded) turn(NOTIFIED, waiters, -ENDED);
    if (hasRung) turn(RANG, bell, -1);
    if (operation.b === 0) turn(NO_EVENT, bell, 0);
    return hasEnded || hasRung || operation.b === 0;
  }

  private notify(t: number, operation: Operation, column: number): void {
    const { world, row } = this;
    const waiters = isWaitedOn(operation) ? world.columnAtWord(waitersOn(operation)) : -1;
    const waiting = waiters === -1 ? 0 : world.value(row, waiters) % ENDED;
    const sleepers: Sleeper[] = [];
    for (let u = 0; u < world.automata.length; u++) {
      const condition = world.condition(row, u);
      if (condition !== ASLEEP && condition !== GHOST) continue;
      const asked = world.automaton(u).waitOf(valueAt(row, u));
      if (asked === undefined || world.columnOf(asked) !== column) continue;
      sleepers.push({ thread: u, isGhost: condition === GHOST });
    }
    if (waiting > 0 && operation.a < sleepers.length + waiting) {
      throw new Error('notify: which of those to wake that wait in event loops is not modelled');
    }
    for (const woken of waysToNotify(sleepers, operation.a)) {
      this.begin();
      if (waiting > 0) this.world.count(this.next, t, waiters, waiting * (ENDED - WAITING));
      for (const { thread, isGhost } of woken) {
        world.weak?.tell(t, thread);
        if (isGhost) this.next[world.conditionAt(thread)] = CRASHED;
        else this.resume(thread, OK);
      }
      this.resume(t, woken.length + waiting);
      this.emit(t, 'does', woken.length + waiting);
    }
  }

  /** Lets the threads begin that wait for all others to end. */
  private startLast(): boolean {
    const { world, row } = this;
    this.begin();
    let started: number | undefined;
    for (let t = 0; t < world.automata.length; t++) {
      if (world.condition(row, t) !== NOT_STARTED || world.startOf(t) !== 'last') continue;
      this.next[world.conditionAt(t)] = READY;
      started = t;
    }
    if (started !== undefined) this.emit(started, 'starts', 0);
    return started !== undefined;
  }

  private crash(t: number): void {
    const { world, row } = this;
    const condition = world.condition(row, t);
    if (world.node(row, t).operation === undefined) return;
    if (condition !== READY && condition !== ASLEEP) return;
    this.begin();
    const call = world.openCall(row, t);
    const isAsleep = condition === ASLEEP;
    this.next[t] = world.automaton(t).crash(valueAt(row, t), call !== undefined, isAsleep);
    this.next[world.conditionAt(t)] = isAsleep ? GHOST : CRASHED;
    if (call !== undefined && world.linearizer !== undefined) {
      const others = world.openCalls(this.next, t);
      const orders = valueAt(row, world.ordersAt);
      this.next[world.ordersAt] = world.linearizer.crashed(orders, { thread: t, call }, others);
    }
    for (let u = 0; u < world.automata.length; u++) {
      const starts = world.startOf(u);
      if (typeof starts !== 'object' || world.numberOf(starts.whenCrashed) !== t) continue;
      world.weak?.tell(t, u);
      this.next[world.conditionAt(u)] = READY;
    }
    this.emit(t, 'crashes', 0);
  }

  private begin(): void {
    this.next.set(this.row);
    this.world.weak?.begin(valueAt(this.row, this.world.racesAt));
    this.finished = [];
    this.problem = undefined;
  }

  /** A thread goes on with the result of its operation. */
  private resume(t: number, result: number): void {
    const { to, finished } = this.world.follow(t, valueAt(this.row, t), result);
    this.next[t] = to;
    this.next[this.world.conditionAt(t)] = READY;
    if (finished.length > 0) this.finished = [...this.finished, ...finished];
    const message = this.world.failure(t, to);
    if (message !== undefined) this.problem ??= { oracle: 'exception', message };
    for (const { call: returned, result: value } of finished) this.order(t, returned, value);
  }

  /** Lets a call return in all orders that are still possible. */
  private order(thread: number, call: Call, result: unknown): void {
    const { linearizer, automata, ordersAt } = this.world;
    if (linearizer === undefined || this.problem !== undefined) return;
    const before = valueAt(this.next, ordersAt);
    const others = this.world.openCalls(this.next, thread);
    const after = linearizer.returned(before, { thread, call }, result, others);
    if (after === undefined) {
      const what = `${showCall(call)} of ${automata[thread]?.name ?? ''} returned ${show(result)}`;
      const states = linearizer.describe(before);
      this.problem = { oracle: 'linearizability', message: `${what}; before: ${states}` };
    } else this.next[ordersAt] = after;
  }

  private emit(t: number, what: Move['what'], saw: number): void {
    const { weak, accesses, racesAt } = this.world;
    const { operation, call } = this.world.node(this.row, t);
    if (weak !== undefined) {
      const readers = (column: number): number => accesses.readers(column);
      this.next[racesAt] = weak.settle(this.world.idle(this.next), readers);
    }
    this.visit(this.next, { thread: this.world.automaton(t).name, what, call, operation, saw });
  }
}
