/** Orders to machines, and their answers. */

import type { Command } from './boot.js';
import type { Hand } from './hand.js';
import type { Idle } from './idle.js';
import { rebuilt, type PostedError } from './posted-error.js';

/** An order that a machine has not answered. */
interface Order {
  readonly thread: number;
  /** The module that it is to load, if that is the order. */
  readonly url: string | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The orders of one crew. */
export class Orders {
  private readonly open = new Map<number, Order>();
  private readonly idle: Idle;
  private last = 0;

  constructor(idle: Idle) {
    this.idle = idle;
  }

  /**
   * Sends an order; resolves when it is carried out, or its machine dies.
   *
   * @throws DataCloneError if it can't be posted.
   */
  send(
    { thread, machine }: Pick<Hand, 'thread' | 'machine'>,
    make: (id: number) => Command,
  ): Promise<void> {
    const id = ++this.last;
    const command = make(id);
    machine.post(command);
    const url = command.kind === 'load' ? command.url : undefined;
    this.idle.unpark(thread);
    return new Promise((resolve, reject) => {
      this.open.set(id, { thread, url, resolve, reject });
    });
  }

  /** A machine has answered. */
  answered(id: number, error: PostedError | undefined): void {
    const order = this.open.get(id);
    this.open.delete(id);
    if (error === undefined) order?.resolve();
    else order?.reject(rebuilt(error));
  }

  /** A machine's loads take too long: they fail. Returns what was to be loaded. */
  giveUpLoads(thread: number, error: (url: string) => Error): string[] {
    const urls: string[] = [];
    for (const [id, order] of this.open) {
      if (order.thread !== thread || order.url === undefined || !this.open.delete(id)) continue;
      order.reject(error(order.url));
      urls.push(order.url);
    }
    return urls;
  }

  /** A machine that dies is excused from its orders. */
  excuse(thread: number): void {
    for (const [id, order] of this.open) {
      if (order.thread === thread && this.open.delete(id)) order.resolve();
    }
  }
}
