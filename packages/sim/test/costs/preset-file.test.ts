import { expect, test } from '@jest/globals';
import { Kind, TraceBuilder } from '@pilfer/scheduler/trace';
import { sleepsOf } from '../../src/cli/calibrate.js';
import { pilferCosts } from '../../src/costs/index.js';
import { costsOfFile, doubtOf, measuredOf, presetOf } from '../../src/costs/preset-file.js';

test('a measurement is a median with quartiles; nothing takes less than nothing', () => {
  expect(measuredOf([5, 1, 2, 3, 4])).toEqual({ median: 3, low: 2, high: 4, samples: 5 });
  expect(measuredOf([-7])).toEqual({ median: 0, low: 0, high: 0, samples: 1 });
  expect(() => measuredOf([])).toThrow('expected at least one sample');
});

test('what is far from the preset is not believed', () => {
  const wild = measuredOf([100 * pilferCosts.wake]);
  expect(doubtOf('wake', wild)).toContain('wake: measured 1500000 ns, pilfer-node20 has 15000');
  expect(doubtOf('wake', measuredOf([pilferCosts.wake]))).toBeUndefined();
  expect(doubtOf('slowdown', measuredOf([70]))).toBeUndefined();
  expect(doubtOf('slowdown', measuredOf([1_570]))).toContain('busy with something else');
  const { costs, measured, base } = presetOf('here', { wake: wild, steal: measuredOf([400]) });
  expect(costs).toMatchObject({ wake: pilferCosts.wake, steal: 400, end: pilferCosts.end });
  expect([base, Object.keys(measured)]).toEqual(['pilfer-node20', ['wake', 'steal']]);
});

test('a preset reads back; what it lacks is as in the preset it is based on', () => {
  const preset = presetOf('here', { steal: measuredOf([400]) });
  const costs = costsOfFile(JSON.stringify(preset), 'a.json');
  expect(costs).toEqual({ ...pilferCosts, name: 'calibrated', steal: 400 });
  expect(costsOfFile('{ "costs": { "fork": 7 } }', 'b.json')).toEqual({
    ...pilferCosts,
    name: 'b.json',
    fork: 7,
  });
});

test.each([
  ['{', 'x.json: expected JSON'],
  ['null', 'x.json: expected a preset of costs'],
  ['{ "costs": 5 }', 'x.json: expected a preset of costs'],
  ['{ "costs": { "stael": 5 } }', "no cost is named 'stael'; did you mean 'steal'?"],
  ['{ "costs": { "steal": -1 } }', 'steal: expected a whole number of ns'],
  ['{ "costs": { "steal": "5us" } }', 'received 5us'],
])('%s is refused', (text, message) => {
  expect(() => costsOfFile(text, 'x.json')).toThrow(message);
});

test('wake-ups are told apart by how long the thread had slept', () => {
  const trace = new TraceBuilder()
    .boot(1)
    .at(1_000)
    .event(Kind.searchEnd, { a: 0 })
    .at(1_300)
    .event(Kind.park)
    .at(2_000)
    .event(Kind.wake, { proc: -1, machine: -1, a: 0 })
    .at(2_090)
    .event(Kind.unpark)
    .at(3_000)
    .event(Kind.park)
    .at(9_000_000)
    .event(Kind.wake, { proc: -1, machine: -1, a: 0 })
    .at(9_000_500)
    .event(Kind.unpark)
    .trace();
  expect(sleepsOf(trace)).toEqual({ short: [90], long: [500], parks: [300] });
});
