// @ts-check
/**
 * The bundle that programs load, with a hook at each step of steps.mjs and behind the door to shared
 * memory. The hooks are put into the text of a copy: what ships has no trace of them.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ANY, FIRST } from './control.mjs';
import { steps } from './steps.mjs';

const BUNDLE = fileURLToPath(new URL('../../dist/bundle/', import.meta.url));
/** What machines run is in this file. */
const CORE = 'core.js';
const HOOK = new URL('hook.mjs', import.meta.url).href;

/** Atomic operations, and plain accesses, behind the doors of this package and of the deque's. */
const DOORS = 20;

/** @type {string | undefined} */
let made;

/** Returns the folder, which is there until the process ends. */
export function buildWithHooks() {
  return (made ??= build());
}

function build() {
  const home = mkdtempSync(join(tmpdir(), 'pilfer-crash-'));
  process.on('exit', () => rmSync(home, { recursive: true }));
  cpSync(BUNDLE, home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  const text = withHooks(withDoors(readFileSync(join(BUNDLE, CORE), 'utf8')));
  writeFileSync(join(home, CORE), `import { crashAt } from ${JSON.stringify(HOOK)};\n${text}`);
  return home;
}

/** @param {string} text */
function withDoors(text) {
  let doors = 0;
  const hook = `crashAt(${ANY})`;
  const hooked = text
    .replace(/= (Atomics\.\w+);/g, (_, operation) => {
      doors++;
      return `= (...args) => (${hook}, ${operation}(...args));`;
    })
    .replace(
      /(return Atomics\.\w+\(cells, |return cells\[index\];|cells\[index\] = value;)/g,
      (access) => {
        doors++;
        return `${hook}; ${access}`;
      },
    );
  if (doors !== DOORS) throw new Error(`expected ${DOORS} doors to shared memory, found ${doors}`);
  return hooked;
}

/** @param {string} text */
function withHooks(text) {
  const hooks = steps.map((step, i) => ({
    at: placeOf(text, step),
    hook: `crashAt(${FIRST + i}); `,
  }));
  hooks.sort((one, other) => other.at - one.at); // from the end on, so that places stay right
  return hooks.reduce((so, { at, hook }) => so.slice(0, at) + hook + so.slice(at), text);
}

/** @param {string} text @param {import('./steps.mjs').Step} step */
function placeOf(text, { name, of, at }) {
  const begin = text.indexOf(`\nclass ${of} `);
  const end = text.indexOf('\n}\n', begin);
  if (begin === -1) throw new Error(`step "${name}": there is no class ${of}`);
  const found = [...text.slice(begin, end).matchAll(placesOf(at))];
  const [place] = found;
  if (found.length !== 1 || place === undefined) {
    throw new Error(
      `step "${name}": expected its place once in class ${of}, found ${found.length}: ${at}`,
    );
  }
  return begin + place.index;
}

/** Names may have got a number, and lines breaks. @param {string} at */
function placesOf(at) {
  const pattern = at
    .replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
    .replace(/ /g, '\\s+')
    .replace(/\w+/g, (word) => (/^s$/.test(word) ? word : `${word}(?:\\$\\d+)?`));
  return new RegExp(pattern, 'g');
}
