/** The memory of all threads' books. */
export interface Ledger {
  readonly ids: number;
  readonly books: SharedArrayBuffer;
}

export declare function ledgerFor(ids: number, threads: number): Ledger;

/** The book of one thread. */
export declare class Book {
  constructor(ledger: Ledger, thread: number);
  taken: number;
  enter(id: number): void;
}

export declare function audit(ledger: Ledger, count?: number): void;
