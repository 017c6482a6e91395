/** Who takes part: in which version, and how set up. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BARE, ELASTIC, MINOR, POOLS, SPLIT } from './pools.js';

const require = createRequire(import.meta.url);

/** The contenders with the versions of their packages and how they are set up, in sentences. */
export function versions(): string {
  return [...POOLS, ...MINOR, ...ELASTIC, SPLIT, BARE]
    .map(({ name, about, from }) => {
      const version = from === undefined ? '' : ` ${versionOf(from) ?? '(not installed)'}`;
      return `${name}${version}: ${about}.`;
    })
    .join(' ');
}

function versionOf(name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as {
        readonly version: string;
      };
      return version;
    } catch {
      // not here
    }
  }
  return undefined;
}
