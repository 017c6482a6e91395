/** Small numbers for tasks whose recorded ids repeat: a slot's next task but 63 has the same one. */

import { NONE } from './layout.js';

/** Numbers tasks in the order of their appearance. */
export class TaskNames {
  /** Tasks that were created and have not ended. */
  alive = 0;
  readonly #numbers = new Map<number, number>();
  readonly #running = new Set<number>();
  #next = 1;

  /** The number of a task, which it gets now if it has none. */
  of(id: number): number {
    if (id === NONE) return NONE;
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#numbers.set(id, number);
    return number;
  }

  /** The id names a new task from here on. */
  forget(id: number): void {
    this.#numbers.delete(id);
    if (this.#running.has(id)) return;
    this.#running.add(id);
    this.alive++;
  }

  end(id: number): void {
    if (this.#running.delete(id)) this.alive--;
  }
}
