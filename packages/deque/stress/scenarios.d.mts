/** What a scenario is asked for. */
export interface Order {
  readonly operations: number;
  readonly seed: number;
}

/** What came out of a scenario that found nothing wrong. */
export interface Report {
  readonly operations: number;
  readonly seconds: number;
  readonly figures: Readonly<Record<string, string | number>>;
}

export interface Scenario {
  readonly name: string;
  readonly run: (order: Order) => Promise<Report>;
  readonly share: number;
}

export declare const scenarios: readonly Scenario[];
