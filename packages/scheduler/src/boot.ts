/** What a new machine is told, and what it tells: the data of the thread's start and its messages. */

import type { MessagePort } from 'node:worker_threads';
import type { TimedChild } from './child-watch.js';
import type { Plan } from './layout.js';
import type { Memory } from './memory.js';
import type { CheckedOptions } from './options.js';
import type { TaskId } from './parentage.js';
import type { Exposure } from './policy/exposure.js';
import type { PostedError } from './posted-error.js';
import type { StackMode } from './stacks.js';

/** Handed to a machine's thread when it starts. */
export interface Boot {
  readonly buffer: SharedArrayBuffer;
  /** For orders and rare messages; tasks may do what they like with `parentPort`. */
  readonly port: MessagePort;
  readonly plan: Plan;
  /** The thread's number, 1 or more. */
  readonly thread: number;
  /** The number of the P that it holds: what tasks see. */
  readonly p: number;
  /** The block of that P. */
  readonly block: number;
  readonly seed: number;
  readonly spin: number;
  readonly asyncPerMachine: number;
  readonly inline: boolean;
  readonly stacks: StackMode;
  /** Whether every fork is checked. */
  readonly checked: boolean;
  /** Whether Ps steal from each other. */
  readonly stealing: boolean;
  readonly exposure: Exposure;
  /** Name of the channel on which shared buffers are announced. */
  readonly channel: string;
  /** Modules to load before the first task. */
  readonly modules: readonly string[];
  /** Modules that did not finish loading on other machines. */
  readonly hanging: readonly string[];
  readonly lifecycle:
    | {
        readonly module: string;
        readonly setup: string | undefined;
        readonly teardown: string | undefined;
      }
    | undefined;
}

/** What a new machine is told: what is its own, and what the options say. */
export function bootOf(memory: Memory, options: CheckedOptions, own: OwnBoot): Omit<Boot, 'port'> {
  const { lifecycle, spin, asyncPerMachine, inline, checked, stacks } = options;
  const { stealing, exposure } = options;
  return {
    ...own,
    buffer: memory.buffer,
    plan: memory.plan,
    spin,
    asyncPerMachine,
    inline,
    checked,
    stealing,
    exposure,
    stacks,
    lifecycle: lifecycle && {
      module: String(lifecycle.module),
      setup: lifecycle.setup,
      teardown: lifecycle.teardown,
    },
  };
}

type OwnBoot = Pick<Boot, 'thread' | 'p' | 'block' | 'seed' | 'channel' | 'modules' | 'hanging'>;

/** What a machine posts to the main thread: rare things only. */
export type MachineMessage =
  | { readonly kind: 'booted' }
  | { readonly kind: 'stray'; readonly error: PostedError }
  | { readonly kind: 'watch'; readonly child: TimedChild }
  | { readonly kind: 'suspect'; readonly thread: number; readonly culprit: string }
  | { readonly kind: 'abandon'; readonly parent: TaskId; readonly killAfter: number }
  | { readonly kind: 'broken'; readonly error: PostedError }
  | { readonly kind: 'stuck'; readonly thread: number; readonly culprit: string }
  | { readonly kind: 'obeyed'; readonly id: number; readonly error: PostedError | undefined };

/** An order to one machine. */
export type Command =
  | { readonly kind: 'ping'; readonly id: number }
  | { readonly kind: 'load'; readonly id: number; readonly url: string }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly fn: number;
      readonly args: readonly unknown[];
    };
