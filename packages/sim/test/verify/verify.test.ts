import { expect, test } from '@jest/globals';
import { QUICK } from '../../src/verify/finding.js';
import { CHECKS } from '../../src/verify/index.js';

// Fixed seeds: what passes once passes always.
test.each(CHECKS)('$name', (check) => {
  const findings = check.run({ ...QUICK, load: 0.5, jobs: 1_500 });
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(check.source.length).toBeGreaterThan(10);
});
