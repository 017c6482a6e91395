/** The short form of `packages/scheduler/stress`; the long one is a command of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('../../stress/run.mjs', import.meta.url));
const coordinator = fileURLToPath(new URL('../../stress/coordinator.mjs', import.meta.url));

const scenarios: [string, number][] = [
  ['fork-trees', 0.02],
  ['fork-kills', 0.02],
  ['fork-aborts', 0.01],
  ['storm', 0.02],
  ['mixed', 0.01],
  ['retries', 0.02],
  ['kills', 0.005],
  ['abort-race', 0.02],
  ['close', 0.02],
  ['ping-pong', 0.005],
  ['kill-sleeper', 0.02],
  ['flood', 0.02],
];

/** Seconds on a machine of its own, minutes on one that is busy. */
const PATIENCE_MS = 300_000;

test.each(scenarios)(
  '%s',
  async (scenario, share) => {
    const { SIZE = String(share), SEED = String(Date.now() % 2 ** 31) } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', script, scenario],
      { env: { ...process.env, NODE_OPTIONS: '', SIZE, SEED }, timeout: PATIENCE_MS },
    );
    expect(stdout).toMatch(/^ok /);
  },
  PATIENCE_MS + 10_000,
);

// Its lives are played by coordinator.model.test.ts; this is the command.
test('coordinator.mjs', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [coordinator], {
    env: { ...process.env, NODE_OPTIONS: '', SEED: '1', SEEDS: '20' },
    timeout: PATIENCE_MS,
  });
  expect(stdout).toMatch(/^20 lives .* 0 went wrong/);
});
