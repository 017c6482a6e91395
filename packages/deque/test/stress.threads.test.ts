import { describe, expect, test } from '@jest/globals';
import { scenarios } from '../stress/scenarios.mjs';

// The scenarios of `pnpm stress`, for a moment each. STRESS and SEED mean the same here.

const { STRESS = '1e6', SEED = String(Date.now() % 2 ** 31) } = process.env;
const operations = Number(STRESS);
const seed = Number(SEED);

describe(`SEED=${seed}`, () => {
  test.each(scenarios)('$name', async ({ run, share }) => {
    const report = await run({ operations: operations * share, seed });
    expect(report.operations).toBeGreaterThan(0);
  });
});
