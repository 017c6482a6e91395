/** `pilfer scenarios`: the built-in ones. */

import { didYouMean, listed } from '../../scenario/suggest.js';
import { columns } from '../command.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { paintOf } from '../io.js';
import { builtInNames, builtInText, loadScenario } from '../load.js';

export const scenarios: Command = {
  name: 'scenarios',
  about: 'lists the built-in scenarios, or prints the file of one',
  usage: '[name] [flags]',
  flags: { json: { about: 'one JSON document' } },
  examples: [
    ['pilfer scenarios', 'the list'],
    ['pilfer scenarios fork-join > mine.yaml', 'a file to start from'],
    ['pilfer scenarios --json', 'names and descriptions for a program'],
  ],
  run(args, io) {
    const [name] = args.words;
    const names = builtInNames();
    if (name !== undefined) {
      if (!names.includes(name)) {
        throw new UsageError(
          `no scenario is named '${name}'; there are ${listed(names)}${didYouMean(name, names)}`,
        );
      }
      io.out(builtInText(name));
      return Exit.ok;
    }
    const all = names.map((one) => ({ name: one, description: loadScenario(one).description }));
    if (args.has('json')) {
      io.out(`${JSON.stringify(all, null, 2)}\n`);
    } else {
      const paint = paintOf(io);
      const rows = all.map((one) => [one.name, one.description]);
      const painted = columns(rows).map((line) =>
        line.replace(/^ {2}(\S+)/, (word) => paint.bold(word)),
      );
      io.out(`${painted.join('\n')}\n`);
    }
    return Exit.ok;
  },
};
