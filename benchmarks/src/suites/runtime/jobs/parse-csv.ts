/** Parses CSV files by Papa Parse and sums up a column of each: long texts there, numbers back. */

import Papa from 'papaparse';
import type { Job } from './job.js';

interface Totals {
  readonly rows: number;
  readonly total: number;
}

export const job: Job = {
  batches(smoke) {
    return [
      Array.from({ length: smoke ? 2 : 128 }, (_, i) =>
        fileOf(smoke ? 20 : 200 + (i % 64) * 60, i),
      ),
    ];
  },
  run(text: string): Totals {
    const { data } = Papa.parse<Record<string, string>>(text, { header: true });
    return { rows: data.length, total: data.reduce((sum, row) => sum + Number(row['amount']), 0) };
  },
};

function fileOf(rows: number, seed: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const amount = ((i * 7919 + seed * 104_729) % 100_000) / 100;
    return `${i},"Somebody ${i % 97}, of ${seed}",2026-0${1 + (i % 9)}-1${i % 10},${amount},"a ""quoted"" word"`;
  });
  return ['id,name,date,amount,note', ...lines].join('\n');
}
