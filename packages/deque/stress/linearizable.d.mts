/** One operation of a recorded history. */
export interface Operation {
  readonly name: string;
  readonly argument: number;
  readonly answer: number;
  readonly called: number;
  readonly answered: number;
}

/** What one operation does, as if alone: undefined if the answer is wrong. */
export type Rule = (
  state: readonly number[],
  operation: Operation,
) => readonly number[] | undefined;

export declare function isLinearizable(history: readonly Operation[], rule: Rule): boolean;
export declare function isConcurrent(history: readonly Operation[]): boolean;
export declare function queueOf(capacity: number): Rule;
export declare function dequeOf(capacity: number): Rule;
