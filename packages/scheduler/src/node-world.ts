/** Node as the world of a runtime: worker threads, timers of the event loop. */

import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Cells } from './atomics.js';
import { Bell } from './bell.js';
import type { MachineMessage } from './boot.js';
import { CLOCK, type Clock } from './clock.js';
import { execArgvOf } from './exec-argv.js';
import type { CheckedOptions } from './options.js';
import type { MachineBoot, MachineEvents, MachineHandle, Sleeper, World } from './world.js';

/** The real world. */
export class NodeWorld implements World {
  readonly clock: Clock = CLOCK;
  private readonly options: CheckedOptions;

  constructor(options: CheckedOptions) {
    this.options = options;
  }

  spawn(boot: MachineBoot, events: MachineEvents): MachineHandle {
    const { name, resourceLimits, env, execArgv } = this.options;
    const { port1: port, port2: itsPort } = new MessageChannel();
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      name: `${name} M${boot.thread}`,
      workerData: { ...boot, port: itsPort },
      transferList: [itsPort],
      ...(resourceLimits && { resourceLimits }),
      ...(env && { env }),
      ...execArgvOf(execArgv, process.execArgv),
    });
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
