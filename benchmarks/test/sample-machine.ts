import type { Machine } from '../src/machine.js';

/** A machine for results that nobody has measured. */
export const MACHINE: Machine = {
  cpu: 'Some CPU',
  cores: 2,
  memoryGiB: 24,
  system: 'linux x64',
  node: '20.20.2',
  v8: '11.3',
  date: '2026-11-23',
  commit: 'abcdef0',
};
