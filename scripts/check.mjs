// Everything but the tests: what a reader would otherwise have to check by eye.
import { spawnSync } from 'node:child_process';

const published = ['packages/deque', 'packages/scheduler', 'packages/sim'];

const steps = [
  ['build', 'node scripts/build.mjs'],
  ['types of tests', 'tsc -p tsconfig.test.json'],
  ['types of stress scripts', 'tsc -p packages/deque/stress'],
  ['types of stress scripts', 'tsc -p packages/scheduler/stress'],
  ['lint', 'eslint . --max-warnings 0'],
  ['format', 'prettier --check --log-level warn .'],
  [
    'layers',
    'depcruise --config .dependency-cruiser.cjs --output-type err-long packages benchmarks examples',
  ],
  ['dead code', 'knip'],
  ...published.map((path) => [`shape of ${path}`, `publint --strict ${path}`]),
  ...published.map((path) => [
    `types of ${path}`,
    `attw --pack ${path} --profile esm-only --format ascii --quiet`,
  ]),
];

let failed = 0;
for (const [name, command] of steps) {
  const started = performance.now();
  const run = spawnSync(`pnpm exec ${command}`, { shell: true, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const ok = run.status === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (!ok) {
    failed++;
    console.log(`${run.stdout}${run.stderr}`.trimEnd());
  }
}
console.log(`check: ${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
