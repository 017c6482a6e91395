import { afterAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { BROTLI_QUALITY, shrinkFile } from '../src/shrink-file.js';

const folder = mkdtempSync(join(tmpdir(), 'shrink-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function compressed(content: string): Buffer {
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  return brotliCompressSync(content, { params });
}

test('a source is minified, compressed and fingerprinted', () => {
  const text = 'export const answer: number = 42; // of all\n';
  const packed = compressed('export const answer=42;');
  expect(shrinkFile(fileOf('answer.ts', text), 7)).toEqual({
    index: 7,
    size: text.length,
    minified: 23,
    compressed: packed.length,
    sha256: createHash('sha256').update(packed).digest('hex'),
    source: true,
    ms: expect.any(Number),
  });
});

test('any other file is compressed as it is', () => {
  const report = shrinkFile(fileOf('notes.md', '# Notes\n'), 0);
  expect(report).toMatchObject({ size: 8, minified: 8, source: false });
  expect(report.problem).toBeUndefined();
});

test('an empty file has a fingerprint too', () => {
  const report = shrinkFile(fileOf('empty.js', ''), 0);
  expect(report).toMatchObject({ size: 0, minified: 0, compressed: 1 });
  expect(report.sha256).toHaveLength(64);
});

test('what is not UTF-8 is compressed as it is, and said', () => {
  const report = shrinkFile(fileOf('latin.js', Uint8Array.of(0x22, 0xe9, 0x22)), 0);
  expect(report).toMatchObject({ size: 3, minified: 3, problem: { kind: 'notUtf8' } });
});

test('what can not be parsed is compressed as it is, and said', () => {
  const report = shrinkFile(fileOf('broken.js', 'let a = ;'), 0);
  expect(report).toMatchObject({
    size: 9,
    minified: 9,
    problem: { kind: 'unparsable', message: 'Unexpected token (1:8)' },
  });
});

test('what can not be read has no figures', () => {
  const report = shrinkFile(join(folder, 'nothing.js'), 3);
  expect(report).toMatchObject({
    index: 3,
    size: 0,
    compressed: 0,
    sha256: '',
    problem: { kind: 'unreadable', message: 'ENOENT: no such file or directory' },
  });
});

(process.getuid?.() === 0 ? test.skip : test)('what may not be read has no figures', () => {
  const path = fileOf('secret.js', 'run();');
  chmodSync(path, 0);
  expect(shrinkFile(path, 0)).toMatchObject({ size: 0, problem: { kind: 'unreadable' } });
});

test('a large file goes block by block', () => {
  const size = 10_000_001;
  const text = shrinkFile(fileOf('large.js', 'ä'.repeat(5_000_000) + '\n'), 0);
  expect(text).toMatchObject({ size, minified: size, source: true, problem: { kind: 'large' } });

  const data = shrinkFile(fileOf('large.json', Buffer.alloc(size, ' ')), 0);
  expect(data).toMatchObject({ size, source: false });
  expect(data.problem).toBeUndefined();

  const bytes = shrinkFile(fileOf('large.bin', Buffer.alloc(size, 0xff)), 0);
  expect(bytes).toMatchObject({ size, problem: { kind: 'notUtf8' } });

  const half = Buffer.concat([Buffer.alloc(size, ' '), Buffer.of(0xc3)]); // ends within a letter
  expect(shrinkFile(fileOf('half.txt', half), 0)).toMatchObject({ problem: { kind: 'notUtf8' } });
});
