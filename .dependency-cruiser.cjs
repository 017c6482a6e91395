/**
 * The layers, as rules: imports only go downwards.
 *
 *   benchmarks → sim → scheduler → deque
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'deque-stands-alone',
      comment: 'The deque runs in browsers too: no dependency, nothing of Node.',
      severity: 'error',
      from: { path: '^packages/deque/src' },
      to: { pathNot: '^packages/deque/src' },
    },
    {
      name: 'pure-policy-and-trace',
      comment: 'Policy and trace are shared with the simulator: no threads, nothing of Node.',
      severity: 'error',
      from: { path: '^packages/scheduler/src/(policy|trace)/' },
      to: { pathNot: '^packages/scheduler/src/(policy|trace)/' },
    },
    {
      name: 'scheduler-downwards',
      severity: 'error',
      from: { path: '^packages/scheduler/src' },
      to: { path: '^(packages/(sim|explorer)|benchmarks)/' },
    },
    {
      name: 'sim-reaches-the-pure-parts',
      comment: "Engine and views know the scheduler's policy and trace only; the cli may use all.",
      severity: 'error',
      from: { path: '^packages/sim/src', pathNot: '^packages/sim/src/cli' },
      to: {
        path: '^packages/scheduler',
        pathNot: '^packages/scheduler/(src|dist)/(policy|trace)/',
      },
    },
    {
      name: 'sim-downwards',
      severity: 'error',
      from: { path: '^packages/sim/src' },
      to: { path: '^(packages/(deque|explorer)|benchmarks)/' },
    },
    {
      name: 'index-is-for-users',
      comment: 'Inside a package, files import each other, not the index (pure subpaths excepted).',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src' },
      to: { path: '^packages/$1/src/index\\.ts$' },
    },
    {
      name: 'tests-are-not-sources',
      severity: 'error',
      from: { path: '/src/' },
      to: { path: '/test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
