/** What a real job is: work that a library does, cut into tasks as a program would cut it. */

/** A job. Its module is loaded where it runs, and only there. */
export interface Job {
  /**
   * The inputs of its tasks, in batches: the tasks of a batch run at the same time, a batch starts
   * when the one before it is done. Each call gives fresh ones, always the same.
   *
   * @param smoke a few small ones, to see that it works.
   */
  batches(smoke: boolean): unknown[][];
  /** Does one task. Its results are compared with those of a serial run, deeply. */
  run(input: never): unknown;
}

/** The jobs, each a module beside this one with a {@link Job} named `job`. */
export const JOB_NAMES = [
  'minify',
  'transpile',
  'compress',
  'hash-passwords',
  'parse-csv',
  'render-markdown',
  'resize-images',
  'pagerank',
  'raytrace',
] as const;

/** The name of a job. */
export type JobName = (typeof JOB_NAMES)[number];
