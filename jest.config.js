/**
 * One rule decides what a test imports: a test that starts a thread tests the built package, by its
 * name (workers run JavaScript); every other test tests the sources, by their path.
 *
 *   unit     *.test.ts           sources, one thread
 *   model    *.model.test.ts     built code behind the explorer's memory: every interleaving
 *   threads  *.threads.test.ts   built packages on real threads
 */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  globalSetup: '<rootDir>/jest.build.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/tsconfig.jest.json' }],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/package.json'],
};

const roots = ['<rootDir>/packages', '<rootDir>/benchmarks', '<rootDir>/examples'];

/** @type {import('jest').Config} */
export default {
  // Stress tests use all cores already: files run one after the other.
  maxWorkers: 1,
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots,
      testMatch: ['**/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(model|threads)\\.test\\.ts$'],
    },
    { ...shared, displayName: 'model', roots, testMatch: ['**/test/**/*.model.test.ts'] },
    { ...shared, displayName: 'threads', roots, testMatch: ['**/test/**/*.threads.test.ts'] },
  ],
};
