import { expect, test } from '@jest/globals';
import { summary } from '../src/histogram.js';
import { prometheusText } from '../src/metrics.js';
import type { ProcessorStats, Stats } from '../src/stats.js';

const counts = new Float64Array(64);
counts.set([3, 0, 2, 1], 0);
counts[63] = 4; // longer than every bound that is shown

const p: ProcessorStats = {
  run: 10,
  failed: 1,
  stolen: 2,
  stealAttempts: 3,
  overflows: 0,
  globalTakes: 4,
  parks: 5,
  backstops: 0,
  stale: 6,
  forked: 7,
  exposed: 8,
  reclaimed: 9,
  unexposable: 0,
  busyMs: 1500,
  utilisation: 0.5,
  queued: 11,
  waitTimes: summary(counts, 250),
  runTimes: summary(new Float64Array(64), 0),
};

const stats: Stats = {
  procs: 2,
  threads: 2,
  uptimeMs: 3000,
  accepted: 12,
  live: 1,
  waiting: 0,
  globalQueue: 13,
  perP: [p, p],
  total: p,
};

const NAME = /^pilfer_[a-z_]+$/;
const SAMPLE = /^(pilfer_[a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*)\} (\S+)$/;

test('every line is a comment or a sample of the family before it', () => {
  const text = prometheusText(stats, 'a "name" \\ of\ntwo lines');
  expect(text.endsWith('\n')).toBe(true);
  let family = '';
  let type = '';
  const families = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const help = /^# HELP (\S+) \S.*$/.exec(line);
    const kind = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (help !== null) {
      family = help[1] as string;
      expect(family).toMatch(NAME);
      expect(families.has(family)).toBe(false); // each family once, and in one piece
      families.add(family);
    } else if (kind !== null) {
      expect(kind[1]).toBe(family);
      type = kind[2] as string;
      if (type === 'counter') expect(family).toMatch(/_total$/);
    } else {
      const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
      expect(type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name).toBe(family);
      expect(labels).toContain('runtime="a \\"name\\" \\\\ of\\ntwo lines"');
      expect(Number.isFinite(Number(value))).toBe(true);
    }
  }
  expect(families.size).toBeGreaterThan(20);
});

test('histograms: cumulative buckets, sum and count', () => {
  const lines = prometheusText(stats, 'x').split('\n');
  const buckets = lines
    .filter((line) => line.startsWith('pilfer_task_wait_seconds_bucket'))
    .map((line) => /le="([^"]+)"\} (\d+)$/.exec(line) ?? [])
    .map(([, le, count]) => [Number(String(le).replace('+Inf', 'Infinity')), Number(count)]);
  expect(buckets.slice(0, 3)).toEqual([
    [0.000002, 3],
    [0.000004, 6],
    [0.000008, 6],
  ]);
  expect(buckets.at(-1)).toEqual([Infinity, 10]);
  for (let i = 1; i < buckets.length; i++) {
    expect(buckets[i]?.[0]).toBeGreaterThan(buckets[i - 1]?.[0] as number);
    expect(buckets[i]?.[1]).toBeGreaterThanOrEqual(buckets[i - 1]?.[1] as number);
  }
  expect(lines).toContain('pilfer_task_wait_seconds_sum{runtime="x"} 0.25');
  expect(lines).toContain('pilfer_task_wait_seconds_count{runtime="x"} 10');
});
