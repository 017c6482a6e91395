import { describe, expect, test } from '@jest/globals';
import { explorePlanted, SUSPECTS } from './model/suspects.js';

describe.each(SUSPECTS)('a bug in the $structure is found', (suspect) => {
  test.each(suspect.mutants)('$name', async (mutant) => {
    const { verdict } = await explorePlanted(suspect, mutant);
    expect(verdict).toBe('violation');
  });
});
