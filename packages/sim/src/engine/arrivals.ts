/** Gs that come from outside. Each source, and each client of a closed loop, has a slot. */

import { streamState, Stream } from '@pilfer/scheduler/policy';
import { Into, Kind, WakeCause } from '@pilfer/scheduler/trace';
import type { ArrivalDeclaration } from '../program/program.js';
import { SimError } from '../program/errors.js';
import { createG } from './families.js';
import { checkCount } from './names.js';
import { PStatus } from './processors.js';
import { markRunnable, putLocal, submit } from './queues.js';
import { startMachine, wakeSearcher } from './wake.js';
import type { World } from './world.js';

interface Source {
  readonly declaration: ArrivalDeclaration;
  readonly firstSlot: number;
  readonly code: number;
  /** Numbers of its gap or think time, and of its burst size. */
  readonly gap: number;
  readonly size: number;
  readonly seed: number;
  random: number;
  made: number;
  turn: number;
}

export class Arrivals {
  readonly #w: World;
  readonly #sources: Source[];
  /** Slot → source. */
  readonly #bySlot: number[] = [0];

  constructor(w: World) {
    this.#w = w;
    const { program, sampler } = w.code;
    const names = new Map(program.functions.map(({ name }, i) => [name, i]));
    this.#sources = program.arrivals.map((declaration, i) => {
      const { process, name } = declaration;
      const where = `arrivals '${name}'`;
      check(declaration, w.p.count, where);
      const code = names.get(declaration.function);
      if (code === undefined) {
        throw new SimError(`${where}: no function is named '${declaration.function}'`);
      }
      const gap =
        process.kind === 'times' ? 0 : process.kind === 'closed' ? process.think : process.gap;
      const seed = streamState(w.settings.seed, Stream.arrival, i);
      const slots = process.kind === 'closed' ? process.clients : 1;
      for (let s = 0; s < slots; s++) this.#bySlot.push(i);
      return {
        declaration,
        firstSlot: w.settings.sourceSlots[i] as number,
        code,
        gap: sampler.add(gap, where),
        size: sampler.add(process.kind === 'bursts' ? process.size : 1, where),
        seed,
        random: seed,
        made: 0,
        turn: 0,
      };
    });
    if (this.#sources.some(({ declaration }) => declaration.process.kind === 'closed')) {
      w.onEnd = (slot) =>
        this.#scheduleNext(this.#sources[this.#bySlot[slot] as number] as Source, slot);
    }
  }

  /** Schedules what comes first. */
  start(): void {
    for (const source of this.#sources) {
      const { process } = source.declaration;
      const slots = process.kind === 'closed' ? process.clients : 1;
      for (let i = 0; i < slots; i++) this.#scheduleNext(source, source.firstSlot + i);
    }
  }

  /** The event of a slot. */
  arrive(slot: number): void {
    const source = this.#sources[this.#bySlot[slot] as number] as Source;
    const { process, count } = source.declaration;
    this.#w.sources--;
    const size = process.kind === 'bursts' ? this.#draw(source, source.size) : 1;
    for (let i = 0; i < size && source.made < (count ?? Infinity); i++) {
      this.#create(source, process.kind === 'closed' ? slot : -1);
    }
    if (process.kind !== 'closed') this.#scheduleNext(source, slot);
  }

  #scheduleNext(source: Source, slot: number): void {
    const { process, count, until } = source.declaration;
    const w = this.#w;
    if (source.made >= (count ?? Infinity)) return;
    let time = w.clock[0] as number;
    if (process.kind === 'times') {
      const next = process.times[source.made];
      if (next === undefined) return;
      time = next;
    } else {
      time += this.#draw(source, source.gap);
    }
    if (time > (until ?? Infinity)) return;
    w.sources++;
    w.slots.set(slot, time);
  }

  #draw(source: Source, duration: number): number {
    const { sampler } = this.#w.code;
    sampler.state = source.random;
    sampler.draw(duration);
    source.random = sampler.state;
    return sampler.drawn[0] as number;
  }

  #create(source: Source, client: number): void {
    const w = this.#w;
    const random = streamState(source.seed, Stream.service, source.made++);
    const id = createG(w, source.code, random);
    w.g.client[id] = client;
    const name = w.names[source.code] as number;
    const { place } = source.declaration;
    if (place === 'outside') {
      submit(w, -1, -1, id, Kind.create, -1, name);
      return;
    }
    const p = this.#placeOf(source, place);
    const asNext = w.constants.runNext;
    if (w.record.isOn) {
      w.record.emit(Kind.create, -1, -1, id, -1, name, asNext ? Into.next : Into.local);
    }
    markRunnable(w, id, p);
    putLocal(w, -1, p, id, asNext);
    if (w.p.status[p] === PStatus.idle) {
      w.p.takeIdle(p);
      startMachine(w, p, false, -1, WakeCause.submit);
    } else {
      wakeSearcher(w, -1, WakeCause.submit);
    }
  }

  #placeOf(source: Source, place: 'random' | 'turn' | number): number {
    const { count } = this.#w.p;
    if (place === 'turn') return source.turn++ % count;
    if (place === 'random') {
      const { sampler } = this.#w.code;
      sampler.state = source.random;
      const word = sampler.word();
      source.random = sampler.state;
      return word % count;
    }
    return place % count;
  }
}

function check(declaration: ArrivalDeclaration, processors: number, where: string): void {
  const { process, place, count, until } = declaration;
  if (count !== undefined) checkCount(count, 'count', 0, Number.MAX_SAFE_INTEGER, where);
  if (until !== undefined) checkCount(until, 'until', 0, Number.MAX_SAFE_INTEGER, where);
  if (typeof place === 'number') checkCount(place, 'place', 0, processors - 1, where);
  if (process.kind === 'closed') checkCount(process.clients, 'clients', 1, 65_536, where);
  if (process.kind !== 'times') return;
  let before = 0;
  for (const time of process.times) {
    checkCount(time, 'times', before, Number.MAX_SAFE_INTEGER, where);
    before = time;
  }
}
