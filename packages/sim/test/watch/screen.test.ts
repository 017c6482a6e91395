import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simulate } from '../../src/engine/simulate.js';
import { Replay } from '../../src/watch/model/replay.js';
import { Player } from '../../src/watch/player.js';
import { ASCII, UNICODE } from '../../src/watch/screen/glyphs.js';
import { Grid } from '../../src/watch/screen/grid.js';
import { ENTER, LEAVE, Screen } from '../../src/watch/screen/screen.js';
import { BOLD, Color, INVERSE } from '../../src/watch/screen/style.js';
import type { Depth } from '../../src/watch/screen/style.js';
import { randomOptions, randomProgram } from '../engine/random-programs.js';
import { Emulator } from './emulator.js';

function replayOf(seed: number): Replay {
  const { trace } = simulate(randomProgram(seed), { ...randomOptions(seed), trace: true });
  if (trace === undefined) throw new Error('no trace');
  return new Replay(trace);
}

test('a picture arrives cell by cell, with colours, also in the last corner', async () => {
  const grid = new Grid(6, 2);
  grid.put(0, 0, 'ab', Color.red | BOLD);
  grid.put(1, 4, '●!', INVERSE);
  const emulator = new Emulator(6, 2);
  await emulator.write(ENTER + new Screen(256).paint(grid));
  expect(emulator.lines()).toEqual(['ab', '    ●!']);
  const [first = [], second = []] = emulator.cells();
  expect([first[0], first[2], second[5]]).toEqual([
    `a ${1 << 27} 0 0 ${1 << 25} 202`,
    '  0 0 0 0 -1',
    `! 0 0 ${1 << 26} 0 -1`,
  ]);
});

test('what does not differ is not written', () => {
  const screen = new Screen(256);
  const grid = (text: string): Grid => {
    const made = new Grid(40, 3);
    made.put(1, 2, text);
    return made;
  };
  screen.paint(grid('G17 photo'));
  expect(screen.paint(grid('G17 photo'))).toBe('');
  expect(screen.paint(grid('G18 photo'))).toBe(
    '\u001b[?2026h\u001b[2;5H\u001b[0m8\u001b[0m\u001b[?2026l',
  );
});

test('names cannot move what stands behind them', () => {
  const grid = new Grid(12, 1);
  grid.put(0, 0, '日a\u001b[2Je\u0301👩|');
  expect(grid.lines()).toEqual(['?a?[2Je??|']);
});

test('without colours, no colour is written', () => {
  const grid = new Grid(4, 1);
  grid.put(0, 0, 'ab', Color.red | BOLD);
  expect(new Screen(0).paint(grid)).not.toMatch(/38;5|;3\dm/);
  expect(grid.lines(0)).toEqual(['ab']);
  expect(grid.lines(16)).toEqual(['\u001b[0;1;31mab\u001b[0m']);
});

const KEYS = [
  ' ',
  'left',
  'right',
  'n',
  'p',
  'N',
  'P',
  '+',
  '-',
  '?',
  '0',
  '$',
  'up',
  'down',
  'page down',
  '/',
  'P',
  '1',
  'enter',
  'g',
  'escape',
  'l',
];

/** What a user and a window do to a view. */
const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ key: fc.constantFrom(...KEYS) }) },
    { weight: 3, arbitrary: fc.record({ tick: fc.integer({ min: 1, max: 3000 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        columns: fc.integer({ min: 1, max: 130 }),
        rows: fc.integer({ min: 1, max: 45 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 14 },
);

test('after every change the terminal shows what a full redraw would', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 200 }),
      fc.constantFrom<Depth>(0, 16, 256),
      fc.boolean(),
      deeds,
      async (seed, depth, isAscii, list) => {
        const player = new Player(replayOf(seed), {
          title: 'random',
          glyphs: isAscii ? ASCII : UNICODE,
        });
        let [columns, rows] = [80, 24];
        const emulator = new Emulator(columns, rows);
        await emulator.write(ENTER);
        const screen = new Screen(depth);
        for (const deed of list) {
          if ('key' in deed) player.key(deed.key);
          else if ('tick' in deed) player.tick(deed.tick);
          else {
            [columns, rows] = [deed.columns, deed.rows];
            emulator.resize(columns, rows);
          }
          const picture = player.picture(columns, rows);
          await emulator.write(screen.paint(picture));
          const whole = new Emulator(columns, rows);
          await whole.write(ENTER + new Screen(depth).paint(picture));
          expect(JSON.stringify(emulator.cells())).toBe(JSON.stringify(whole.cells()));
          expect(emulator.lines()).toEqual(picture.lines());
        }
        await emulator.write(LEAVE);
        expect([emulator.isAlternate, emulator.isWrapping]).toEqual([false, true]);
      },
    ),
    { numRuns: 30 },
  );
});

test('the same moment is the same picture, from wherever it is reached', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.array(fc.constantFrom('left', 'right', 'n', 'p', '0', '$'), { maxLength: 30 }),
      (seed, keys) => {
        const replay = replayOf(seed);
        const player = new Player(replay, { title: 'random', glyphs: UNICODE });
        for (const key of ['0', ...keys]) player.key(key);
        const { index } = player.view;
        const fresh = new Player(new Replay(replay.trace), { title: 'random', glyphs: UNICODE });
        fresh.key('0');
        for (let i = 0; i < index; i++) fresh.key('right');
        const [picture, expected] = [player, fresh].map((each) => each.picture(100, 30).lines());
        expect(picture?.slice(0, -1)).toEqual(expected?.slice(0, -1));
      },
    ),
    { numRuns: 40 },
  );
});
