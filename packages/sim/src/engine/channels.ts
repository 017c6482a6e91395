/** Channel operations and `select`, §9: a waiting peer is served directly and readied to `next`. */

import { Kind, WaitReason } from '@pilfer/scheduler/trace';
import { SimError } from '../program/errors.js';
import { receivers, senders } from './channels-state.js';
import { drawWord } from './draw.js';
import { IN_NOTHING } from './goroutines.js';
import { WIDTH } from './opcodes.js';
import { submit } from './queues.js';
import { block } from './schedule.js';
import { charge, Outcome } from './world.js';
import type { World } from './world.js';

const NONE = -1;

export function send(w: World, m: number, id: number, channel: number, pc: number): Outcome {
  if (canSend(w, id, channel, pc)) {
    doSend(w, m, id, channel);
    w.g.pc[id] = pc + WIDTH;
    return Outcome.goOn;
  }
  w.g.on[id] = w.channels.add(senders(channel), id, pc + WIDTH, NONE);
  return wait(w, m, id, WaitReason.chanSend, channel);
}

/** Receives; from a channel closed and empty it goes on at `closed`. */
export function receive(
  w: World,
  m: number,
  id: number,
  channel: number,
  pc: number,
  closed: number,
): Outcome {
  if (canReceive(w, channel)) {
    w.g.pc[id] = doReceive(w, m, id, channel) ? pc + WIDTH : closed;
    return Outcome.goOn;
  }
  w.g.on[id] = w.channels.add(receivers(channel), id, pc + WIDTH, NONE);
  return wait(w, m, id, WaitReason.chanReceive, channel);
}

/** `close`: all receivers are readied, one after the other. */
export function closeChannel(
  w: World,
  m: number,
  id: number,
  channel: number,
  pc: number,
): Outcome {
  const { channels } = w;
  if (channels.closed[channel] === 1) throw panic(w, id, pc, 'closes a closed channel');
  const sender = channels.head[senders(channel)] as number;
  if (sender !== NONE) {
    const g = channels.g[sender] as number;
    throw panic(w, g, w.g.pc[g] as number, 'waits to send on a channel that is closed');
  }
  channels.closed[channel] = 1;
  for (;;) {
    const waiter = channels.head[receivers(channel)] as number;
    if (waiter === NONE) break;
    // A `for range` goes on behind its loop, a receive or a case as if it had got a value.
    const g = channels.g[waiter] as number;
    const at = w.g.pc[g] as number;
    const target = channels.branch[waiter] as number;
    serve(w, m, id, waiter);
    const isLoop = target === at + WIDTH && (w.code.words[at + 2] as number) > 0;
    w.g.pc[g] = isLoop ? (w.code.words[at + 2] as number) : target;
  }
  w.g.pc[id] = pc + WIDTH;
  return Outcome.goOn;
}

export function select(w: World, m: number, id: number, number: number, pc: number): Outcome {
  const compiled = w.code.selects[number];
  if (compiled === undefined) throw panic(w, id, pc, 'selects nothing');
  const { channels, sends, targets, otherwise } = compiled;
  let ready = 0;
  for (let i = 0; i < channels.length; i++) {
    if (isReady(w, id, channels[i] as number, sends[i] === true, pc)) ready++;
  }
  if (ready > 0) {
    let left = drawWord(w, id) % ready;
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i] as number;
      const isSend = sends[i] === true;
      if (!isReady(w, id, channel, isSend, pc) || left-- > 0) continue;
      if (isSend) doSend(w, m, id, channel);
      else doReceive(w, m, id, channel);
      w.g.pc[id] = targets[i] as number;
      return Outcome.goOn;
    }
  }
  if (otherwise >= 0) {
    w.g.pc[id] = otherwise;
    return Outcome.goOn;
  }
  let also = NONE;
  for (let i = 0; i < channels.length; i++) {
    const channel = channels[i] as number;
    const queue = sends[i] === true ? senders(channel) : receivers(channel);
    also = w.channels.add(queue, id, targets[i] as number, also);
  }
  w.g.on[id] = also;
  return wait(w, m, id, WaitReason.select, channels[0] as number);
}

function isReady(w: World, id: number, channel: number, isSend: boolean, pc: number): boolean {
  return isSend ? canSend(w, id, channel, pc) : canReceive(w, channel);
}

function canSend(w: World, id: number, channel: number, pc: number): boolean {
  const { channels } = w;
  if (channels.closed[channel] === 1) throw panic(w, id, pc, 'sends on a closed channel');
  if ((channels.head[receivers(channel)] as number) !== NONE) return true;
  return (channels.count[channel] as number) < (channels.capacity[channel] as number);
}

function canReceive(w: World, channel: number): boolean {
  const { channels } = w;
  if ((channels.count[channel] as number) > 0 || channels.closed[channel] === 1) return true;
  return (channels.head[senders(channel)] as number) !== NONE;
}

function doSend(w: World, m: number, id: number, channel: number): void {
  const waiter = w.channels.head[receivers(channel)] as number;
  if (waiter !== NONE) serve(w, m, id, waiter);
  else w.channels.count[channel] = (w.channels.count[channel] as number) + 1;
}

/** False if there was no value: the channel is closed and empty. */
function doReceive(w: World, m: number, id: number, channel: number): boolean {
  const { channels } = w;
  const waiter = channels.head[senders(channel)] as number;
  const count = channels.count[channel] as number;
  if (waiter !== NONE) {
    // Full: its value takes the place of the one received; unbuffered: it is the one.
    serve(w, m, id, waiter);
    return true;
  }
  if (count === 0) return false;
  channels.count[channel] = count - 1;
  return true;
}

/** Readies the G of a waiter, whose operation is done. */
function serve(w: World, m: number, by: number, waiter: number): void {
  const g = w.channels.g[waiter] as number;
  const reason = w.g.reason[g] as number;
  w.g.pc[g] = w.channels.branch[waiter] as number;
  w.channels.removeAll(w.g.on[g] as number);
  charge(w, m, w.costs.ready);
  submit(w, m, w.m.p[m] as number, g, Kind.ready, by, reason);
}

function wait(w: World, m: number, id: number, reason: number, channel: number): Outcome {
  w.g.where[id] = IN_NOTHING;
  return block(w, m, reason, channel);
}

function panic(w: World, id: number, pc: number, what: string): SimError {
  return new SimError(`G${id} ${what}: ${w.code.places.get(pc) ?? 'an operation'}`);
}
