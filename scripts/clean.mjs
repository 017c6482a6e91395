// Removes everything that a build makes.
import { readdirSync, rmSync } from 'node:fs';

for (const home of [...readdirSync('packages').map((name) => `packages/${name}`), 'benchmarks']) {
  rmSync(`${home}/dist`, { recursive: true, force: true });
}
