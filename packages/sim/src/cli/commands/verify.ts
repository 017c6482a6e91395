/** `pilfer verify`: known results of theory, against this build. */

import { CHECKS, FULL, QUICK } from '../../verify/index.js';
import type { Check, Effort, Finding } from '../../verify/index.js';
import { listed } from '../../scenario/suggest.js';
import type { Args } from '../args.js';
import { wrap } from '../command.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';

export const verify: Command = {
  name: 'verify',
  about: 'compares this build with known results of theory',
  usage: '[flags]',
  flags: {
    quick: { about: 'a few seconds instead of a few minutes' },
    only: { value: 'TEXT', about: 'checks whose name contains this' },
    seed: { value: 'N', about: 'first seed; default 1' },
    load: { value: 'X', about: 'load ρ of the queueing checks, between 0 and 1' },
    servers: { value: 'N', about: 'servers of the queueing checks' },
    reps: { value: 'N', about: 'replications of each random experiment' },
    jobs: { value: 'N', about: 'jobs per replication' },
    many: { value: 'N', about: 'processors of the mean-field checks' },
    'retry-rate': { value: 'R', about: 'steal attempts per service time of an idle processor' },
    json: { about: 'one JSON document' },
  },
  examples: [
    ['pilfer verify', 'everything, thoroughly'],
    ['pilfer verify --quick', 'everything in a few seconds, for CI'],
    ['pilfer verify --only M/M/n --load 0.9 --servers 16', 'one result, with other parameters'],
  ],
  run(args, io) {
    const effort = effortOf(args);
    const only = args.text('only')?.toLowerCase() ?? '';
    const checks = CHECKS.filter(({ name }) => name.toLowerCase().includes(only));
    if (checks.length === 0) {
      const names = listed(CHECKS.map(({ name }) => name));
      throw new UsageError(`--only: no check's name contains '${only}'; there are ${names}`);
    }
    const all: { check: Check; findings: Finding[] }[] = [];
    for (const check of checks) {
      const findings = check.run(effort);
      all.push({ check, findings });
      if (!args.has('json')) io.out(`${lines(check, findings, io).join('\n')}\n`);
    }
    const findings = all.flatMap((one) => one.findings);
    const failed = findings.filter(({ ok }) => !ok).length;
    if (args.has('json')) {
      const document = all.map(({ check: { name, about, source }, findings: found }) => ({
        name,
        about,
        source,
        findings: found,
      }));
      io.out(`${JSON.stringify({ effort, failed, checks: document }, null, 2)}\n`);
    } else {
      const paint = paintOf(io);
      const verdict = `${findings.length - failed} passed, ${failed} failed`;
      io.out(
        `\n${failed === 0 ? paint.green(verdict) : paint.red(verdict)}  seed ${effort.seed}\n`,
      );
    }
    return failed === 0 ? Exit.ok : Exit.failed;
  },
};

function effortOf(args: Args): Effort {
  const base = args.has('quick') ? QUICK : FULL;
  return {
    seed: args.integer('seed', 0, 0x7fffffff) ?? base.seed,
    reps: args.integer('reps', 2, 100_000) ?? base.reps,
    jobs: args.integer('jobs', 100, 100_000_000) ?? base.jobs,
    load: args.number('load', 0.01, 0.99) ?? base.load,
    servers: args.integer('servers', 2, 1024) ?? base.servers,
    many: args.integer('many', 16, 4096) ?? base.many,
    retryRate: args.number('retry-rate', 0.01, 1000) ?? base.retryRate,
  };
}

function lines({ name, about, source }: Check, findings: readonly Finding[], io: Io): string[] {
  const paint = paintOf(io);
  return [
    paint.bold(name),
    ...wrap(`${about} (${source})`, 78).map((line) => paint.dim(`  ${line}`)),
    ...findings.flatMap(({ ok, what, expected, observed }) => {
      const mark = ok ? paint.green('ok    ') : paint.red('FAILED');
      const line = `  ${mark} ${what}`;
      const numbers = `expected ${expected}, got ${observed}`;
      const fits = line.length + 2 + numbers.length <= (io.color ? 90 : 80);
      return fits ? [`${line}: ${numbers}`] : [`${line}:`, `         ${numbers}`];
    }),
  ];
}
