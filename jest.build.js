import { spawnSync } from 'node:child_process';

/**
 * Builds all packages before any test: once a run, a second or so when nothing has changed.
 * `BUILD=0` takes `dist` as it is.
 */
export default function build() {
  if (process.env['BUILD'] === '0') return;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}
