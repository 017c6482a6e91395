/** Which scenario is run by whom, in which order: round by round, so that whoever is compared is measured in turns. */

import type { Order } from '../../suite.js';
import { GROUPS } from './catalogue.js';
import type { Scenario } from './catalogue/group.js';
import { OURS } from './pools.js';

/** One run of a scenario by a contender, in a process of its own. */
export interface Trial {
  readonly scenario: Scenario;
  readonly contender: string;
  readonly round: number;
}

/** The scenarios of which something is wanted. */
export function wantedScenarios(order: Order): Scenario[] {
  return GROUPS.flatMap(({ title, scenarios }) =>
    scenarios.filter(({ lines }) => lines.some(({ name }) => order.wants(`${title}: ${name}`))),
  );
}

/**
 * All trials of a full run: first the first round of everything, then the second. So a run that is
 * stopped has something of everything, and what is compared is never far apart.
 */
export function trials(order: Order): Trial[] {
  const scenarios = wantedScenarios(order);
  const most = Math.max(0, ...scenarios.map(({ rounds }) => rounds));
  return Array.from({ length: most }, (_, round) =>
    scenarios
      .filter(({ rounds }) => round < rounds)
      .flatMap((scenario) =>
        turned(contendersOf(scenario, order), round).map((contender) => ({
          scenario,
          contender,
          round,
        })),
      ),
  ).flat();
}

/** Who takes part. */
export function contendersOf(scenario: Scenario, { wantsRival }: Order): string[] {
  return scenario.contenders.filter((name) => name === OURS || wantsRival(name));
}

/** Every other round begins at the other end. */
function turned<T>(list: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? list : list.toReversed();
}
