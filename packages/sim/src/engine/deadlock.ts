/** Who waits for whom, in words, when nothing will ever happen again. */

import { WaitReason } from '@pilfer/scheduler/trace';
import { GState } from './goroutines.js';
import type { World } from './world.js';

const MOST_SHOWN = 20;

/** Describes every G that is stuck, the first ones in full. */
export function describeDeadlock(w: World): string {
  const lines: string[] = [];
  let stuck = 0;
  for (let id = 0; id < w.g.top; id++) {
    const state = w.g.state[id];
    if (state === GState.free || state === GState.ended) continue;
    if (++stuck <= MOST_SHOWN) lines.push(`  ${describeG(w, id)}`);
  }
  const more = stuck > MOST_SHOWN ? `\n  and ${stuck - MOST_SHOWN} more` : '';
  const time = w.clock[0] as number;
  return `deadlock at ${time} ns: ${stuck === 1 ? '1 G waits' : `${stuck} Gs wait`} for ever\n${lines.join('\n')}${more}`;
}

function describeG(w: World, id: number): string {
  const where = w.code.places.get(w.g.pc[id] as number) ?? 'at the end of its function';
  return `G${id} ${situation(w, id)}: ${where}`;
}

function situation(w: World, id: number): string {
  const { program } = w.code;
  if (w.g.state[id] === GState.runnable) return 'can run, but nobody looks for it';
  const queue = w.g.where[id] as number;
  switch (w.g.reason[id]) {
    case WaitReason.chanSend:
    case WaitReason.chanReceive:
    case WaitReason.select:
      return channelSituation(w, id);
    case WaitReason.mutex: {
      const mutex = queue - w.firstMutex;
      const name = program.mutexes[mutex]?.name;
      const owner = w.mutexOwners[mutex] as number;
      return `waits for mutex '${name}', ${owner < 0 ? 'which nobody holds' : `held by G${owner}`}`;
    }
    case WaitReason.semaphore: {
      const group = queue - w.firstWaitGroup;
      const name = program.waitGroups[group]?.name;
      return `waits for wait group '${name}', which is at ${w.waitCounts[group] as number}`;
    }
    case WaitReason.join:
      return `waits for its fork G${w.g.on[id] as number}`;
    default:
      return 'waits';
  }
}

function channelSituation(w: World, id: number): string {
  const parts: string[] = [];
  for (let at = w.g.on[id] as number; at >= 0; at = w.channels.also[at] as number) {
    const queue = w.channels.queue[at] as number;
    const channel = w.code.program.channels[queue >> 1];
    const what = queue % 2 === 0 ? 'to receive from' : 'to send on';
    const fill = `${w.channels.count[queue >> 1] as number} of ${channel?.capacity ?? 0} full`;
    parts.unshift(`${what} channel '${channel?.name ?? ''}' (${fill})`);
  }
  return `waits ${parts.join(' or ')}`;
}
