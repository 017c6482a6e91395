import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'dist/cli/main.js');

test("the README's commands for other tools print what it says", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const section = /^## Other tools\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
  const blocks = [...section.matchAll(/^```console\n(.*?)^```/gms)].map(([, text = '']) => text);
  expect(blocks).toHaveLength(2);
  const folder = mkdtempSync(join(tmpdir(), 'pilfer-readme-'));
  try {
    for (const [, line = '', expected] of blocks
      .join('')
      .matchAll(/^\$ pilfer (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...line.split(' ')], {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' },
        encoding: 'utf8',
      });
      expect({ line, status, stdout, stderr }).toEqual({
        line,
        status: 0,
        stdout: expected,
        stderr: '',
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a reader that leaves early is no error', () => {
  const command = `"${process.execPath}" "${bin}" export spawn-storm | head -c 1000 | wc -c`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect({ status, stdout: stdout.trim(), stderr }).toEqual({
    status: 0,
    stdout: '1000',
    stderr: '',
  });
});
