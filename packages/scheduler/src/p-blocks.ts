/**
 * Which P block is whose: procs and spares.
 *
 * A thread that is being ended goes on writing to its block until it exits: pushes and pops, the stores
 * of which land late. So nobody else owns that block until then; the P goes on with a spare one. What is
 * in the old one is not lost meanwhile: thieves, the heir among them, steal from it as from any other.
 * After the exit the block stands still: the rest is moved to the global queue, and whoever gets the
 * block begins by `Deque.adopt`, which also disarms thieves in mid-swap. An entry that was in the
 * dead thread's hands is in no queue then; for that, see recovery.ts, whose look through the queues may
 * miss what is there, and never sees what is not (heirs.model.test.ts).
 */

/** The P blocks of one runtime, as the main thread gives them out. */
export class PBlocks {
  private readonly free: number[] = [];
  /** The P that last used each block. */
  private readonly owners: number[] = [];

  constructor(count: number) {
    for (let block = count - 1; block >= 0; block--) this.free.push(block);
  }

  /** Takes a free block; undefined if there is none. It is nobody's yet. */
  take(): number | undefined {
    return this.free.pop();
  }

  /** Gives a taken block to a P. */
  give(block: number, p: number): void {
    this.owners[block] = p;
  }

  /** Puts a block back whose thread writes to it no more. */
  release(block: number): void {
    this.free.push(block);
  }

  /** The blocks that a P has used. */
  of(p: number): number[] {
    return [...this.owners.keys()].filter((block) => this.owners[block] === p);
  }

  /** The P that a block belongs to, or belonged to last; −1 for none. */
  ownerOf(block: number): number {
    return this.owners[block] ?? -1;
  }
}
