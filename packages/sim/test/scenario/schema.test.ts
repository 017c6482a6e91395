import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { scenarioSchema } from '../../src/scenario/grammar.js';
import { readScenario } from '../../src/scenario/read.js';

const root = new URL('../../', import.meta.url);
const published = new URL('scenario.schema.json', root);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(scenarioSchema());
const folder = new URL('scenarios/', root);
const builtIns = readdirSync(folder);

test('the published schema is the one that the reader gives', () => {
  const text = `${JSON.stringify(scenarioSchema(), null, 2)}\n`;
  if (process.env['UPDATE'] === '1') writeFileSync(published, text);
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(scenarioSchema());
});

test.each(builtIns)('%s is valid for both, named as its file, and described', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const { program, description } = readScenario(text, name);
  expect(validate(parse(text))).toBe(true);
  expect(`${program.name}.yaml`).toBe(name);
  expect(description.length).toBeGreaterThan(40);
});

// What has the wrong form is refused by the schema too; what is impossible, only by the reader.
test.each([
  'main: [{ wrok: 5us }]',
  'main: [{ work: -5us }]',
  'main: [{ work: 5 }]',
  'main: [{ work: 5 parsecs }]',
  'main: [{ work: { exponentail: 5us } }]',
  'main: [{ work: { uniform: { from: 5us } } }]',
  'main: [{ work: { bimodal: { low: 1us, high: 2us, share: 2 } } }]',
  'main: [{ work: { empirical: [] } }]',
  'main: [{ repeat: 5 }]',
  'main: [{ repeat: -1, do: [] }]',
  'main: [{ work: 1us, tims: 4 }]',
  'main: [jion]',
  'main: 5',
  'mian: []',
  'processors: 0\nmain: []',
  'processors: 4097\nmain: []',
  'rules: { globalIntervall: 7 }\nmain: []',
  'rules: { ownerOrder: filo }\nmain: []',
  'costs: { stael: 5us }\nmain: []',
  'arrivals: { a: { every: 1us } }\nfunctions: { f: [] }',
  'arrivals: { a: { function: f, at: [1us], place: rondom } }\nfunctions: { f: [] }',
  'jobs: { a: { after: [b] } }',
  'main: [{ select: [] }]',
  'main: [{ choose: [{ weight: 0, do: [] }] }]',
])('%s is refused by both', (text) => {
  expect(() => readScenario(text)).toThrow();
  expect(validate(parse(text))).toBe(false);
});
