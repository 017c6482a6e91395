/** Node as the world of a runtime: worker threads, timers of the event loop. */

import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Cells } from './atomics.js';
import { Bell } from './bell.js';
import type { MachineMessage } from './boot.js';
import { CLOCK, type Clock } from './clock.js';
import { execArgvOf } from './exec-argv.js';
import type { CheckedOptions } from './options.js';
import type { MachineBoot, MachineEvents, MachineHandle, Sleeper, World } from './world.js';

/**
 * Refuses engines that are known to lack what threads here need.
 *
 * @throws Error that says what to do.
 */
export function checkEngine({ deno }: Readonly<Record<string, string | undefined>>): void {
  if (deno === undefined) return;
  throw new Error(
    `new Runtime: Deno ${deno} can't receive what is posted to a thread in the midst of a task: ` +
      'use Node 20.19 or later, or the option inlineMode',
  );
}

/** The real world. */
export class NodeWorld implements World {
  readonly clock: Clock = CLOCK;
  private readonly options: CheckedOptions;

  constructor(options: CheckedOptions) {
    checkEngine(process.versions);
    this.options = options;
  }

  spawn(boot: MachineBoot, events: MachineEvents): MachineHandle {
    const { name, resourceLimits, env, execArgv } = this.options;
    const { port1: port, port2: itsPort } = new MessageChannel();
    let worker: Worker;
    try {
      worker = new Worker(new URL('./worker.js', import.meta.url), {
        name: `${name} M${boot.thread}`,
        workerData: { ...boot, port: itsPort },
        transferList: [itsPort],
        ...(resourceLimits && { resourceLimits }),
        ...(env && { env }),
        ...execArgvOf(execArgv, process.execArgv),
      });
    } catch (error) {
      port.close();
      throw error;
    }
    port.on('message', (message: MachineMessage) => events.message(message));
    port.unref();
    worker.on('error', (error: Error | undefined) => events.error(error));
    worker.on('exit', (code) => {
      // What it said before it exited may still be under way.
      for (;;) {
        const last = receiveMessageOnPort(port) as { message: MachineMessage } | undefined;
        if (last === undefined) break;
        events.message(last.message);
      }
      port.close();
      events.exit(code);
    });
    worker.unref(); // last: a listener refs it again
    return {
      post: (command) => port.postMessage(command),
      // When a thread is gone, Node knows its event loop's idle time no more and says −1. Of a thread
      // that came up while this one was blocked it knows nothing yet.
      isGone: () => worker.performance.eventLoopUtilization().idle < 0,
      terminate: () => void worker.terminate(),
      hold: (alive) => (alive ? worker.ref() : worker.unref()),
    };
  }

  sleeper(cells: Cells, at: number, wake: () => void): Sleeper {
    return new Bell(cells, at, wake);
  }
}
