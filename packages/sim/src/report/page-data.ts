/** What a page says about the traces in it: JSON in its element `page-data`. */

/** One trace. */
export interface PageTrace {
  readonly label: string;
  /** Short facts for the line below the title: who wrote it, when, how large it is. */
  readonly about: readonly string[];
}

/** The page. */
export interface PageData {
  readonly title: string;
  /** The command line that makes it again. */
  readonly command: string;
  readonly version: string;
  readonly traces: readonly PageTrace[];
}
