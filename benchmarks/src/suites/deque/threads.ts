/** Contests with other threads: one against a thief, one with one or two producers, round trips. */

import type { Order, Row, Section } from '../../suite.js';
import { againstThief } from './against-thief.js';
import { measureRoundTrips } from './round-trip.js';
import { withProducers } from './with-producers.js';

/** Measures everything that needs a second thread. */
export async function measureThreads({ smoke, wants, log }: Order): Promise<Section> {
  const rounds = smoke ? 4 : 200;
  const trips = smoke ? 200 : 2000;
  const measurements: readonly (readonly [name: string, measure: () => Promise<Row>])[] = [
    ['Deque 8 × push, 8 × pop against one thief', () => againstThief(rounds)],
    ['GlobalQueue, one producer on a thread', () => withProducers(1, rounds)],
    ['GlobalQueue, two producers on threads', () => withProducers(2, rounds)],
    [
      'park / unpark round trip between two threads',
      () => measureRoundTrips(smoke ? 3 : 20, trips),
    ],
  ];
  const rows: Row[] = [];
  for (const [name, measure] of measurements) {
    if (!wants(name)) continue;
    log(`  ${name}`);
    rows.push({ ...(await measure()), name });
  }
  return {
    title: 'Several threads',
    about:
      'Rounds of a few milliseconds, ours and the floor alternating. Floor: all threads make the ' +
      'same bare calls on words laid out in the same way; for the round trip, bare store, notify ' +
      'and wait. These figures depend on where the system puts the threads and on who else runs; ' +
      'three threads do not fit on two cores.',
    rows,
  };
}
