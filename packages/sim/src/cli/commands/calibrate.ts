/** `pilfer calibrate`: what the real runtime costs on this machine, as a preset of costs. */

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { pilferCosts } from '../../costs/index.js';
import { doubtOf, presetOf } from '../../costs/preset-file.js';
import type { CostName, Measured, PresetFile } from '../../costs/preset-file.js';
import { calibrate as measureCosts } from '../calibrate.js';
import type { Command } from '../command.js';
import { Exit, InputError } from '../errors.js';
import { brief, table } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';

const THOROUGH = { samples: 15, loop: 200_000 };
const QUICK = { samples: 3, loop: 20_000 };

export const calibrate: Command = {
  name: 'calibrate',
  about: "measures this machine's costs with the real runtime",
  usage: '[flags]',
  flags: {
    out: { value: 'FILE', short: 'o', about: "write a preset of costs, for '--costs FILE'" },
    quick: { about: 'fewer samples' },
    json: { about: 'one JSON document: the preset itself' },
  },
  examples: [
    ['pilfer calibrate', 'what everything costs here, beside the preset'],
    ['pilfer calibrate -o here.json', 'write it down'],
    ['pilfer run fork-join --policy pilfer --costs ./here.json', 'and use it'],
  ],
  async run(args, io) {
    const measured = await measureCosts(args.has('quick') ? QUICK : THOROUGH);
    const model = cpus()[0]?.model.trim() ?? 'unknown processor';
    const machine = `${model}, ${cpus().length} cores; Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}`;
    const preset = presetOf(machine, measured);
    const path = args.text('out');
    if (path !== undefined) save(path, preset);
    io.out(args.has('json') ? `${JSON.stringify(preset, null, 2)}\n` : textOf(preset, io));
    const doubts = Object.entries(measured).flatMap(
      ([name, one]) => doubtOf(name as CostName, one) ?? [],
    );
    for (const doubt of doubts) io.err(`pilfer: ${doubt}; the preset's value is kept\n`);
    return doubts.length === 0 ? Exit.ok : Exit.failed;
  },
};

function save(path: string, preset: PresetFile): void {
  try {
    writeFileSync(path, `${JSON.stringify(preset, null, 2)}\n`);
  } catch (error) {
    throw new InputError(`cannot write '${path}': ${(error as Error).message}`);
  }
}

function textOf({ machine, base, costs, measured }: PresetFile, io: Io): string {
  const rows = Object.entries(measured).map(([name, one]: [string, Measured]) => [
    name,
    brief(one.median),
    `${brief(one.low)} … ${brief(one.high)}`,
    String(one.samples),
    brief(pilferCosts[name as CostName]),
  ]);
  const assumed = Object.keys(costs).filter((name) => !(name in measured));
  return [
    paintOf(io).bold(machine),
    '',
    ...table([['ns', 'median', 'half of them', 'samples', base], ...rows]),
    '',
    'switch and end are measured together, and told apart as in the preset;',
    'slowdown is in thousandths; sleeps from 1 ms on count as cold',
    `assumed, as in ${base}: ${assumed.join(', ')}`,
    '',
  ].join('\n');
}
