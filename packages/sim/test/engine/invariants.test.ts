import { expect, test } from '@jest/globals';
import { checkTrace } from '@pilfer/scheduler/trace';
import { simulate } from '../../src/engine/simulate.js';
import { randomOptions, randomProgram } from './random-programs.js';

/** The full form, some minutes: `SIM_SCENARIOS=20000`. */
const SCENARIOS = Number(process.env['SIM_SCENARIOS'] ?? 600);

test('the invariants hold after every event of random scenarios, and their traces are sound', () => {
  for (let seed = 1; seed <= SCENARIOS; seed++) {
    const program = randomProgram(seed);
    const result = simulate(program, {
      ...randomOptions(seed),
      checked: true,
      trace: true,
      maxEvents: 300_000,
    });
    const { trace } = result;
    if (trace === undefined) throw new Error('no trace');
    const facts = {
      seed,
      end: result.end,
      lost: result.counts.created - result.counts.ended,
      violations: checkTrace(trace, 1),
    };
    expect(facts).toEqual({ seed, end: 'drained', lost: 0, violations: [] });
  }
});
