// Builds everything: `tsc -b` checks types and compiles file by file, then each published library is
// bundled (bundle.mjs), and so is the page of `pilfer report`. A second or so when nothing has changed.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { bundle, bundlePage } from './bundle.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-b'], {
  cwd: new URL('..', import.meta.url),
  stdio: 'inherit',
});
if (status === 0) {
  await bundle();
  await bundlePage();
}
process.exitCode = status ?? 1;
