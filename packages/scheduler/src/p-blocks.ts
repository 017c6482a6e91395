/** Which P block is whose: procs and spares. */

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
