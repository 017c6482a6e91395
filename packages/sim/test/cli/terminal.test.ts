import { expect, test } from '@jest/globals';
import { depthOf, showsUnicode } from '../../src/cli/process-terminal.js';
import { runShow } from '../../src/cli/session.js';
import type { Terminal, TerminalEvents } from '../../src/cli/terminal.js';
import { keysOf } from '../../src/watch/keys.js';
import { Grid } from '../../src/watch/screen/grid.js';
import type { Show } from '../../src/watch/show.js';

/** A terminal that notes what is done to it, and is driven by the test. */
class FakeTerminal implements Terminal {
  columns = 20;
  rows = 4;
  readonly depth = 0;
  readonly isUnicode = true;
  readonly deeds: string[] = [];
  isBusy = false;
  events: TerminalEvents | undefined;

  open(events: TerminalEvents): void {
    this.deeds.push('open');
    this.events = events;
    events.redraw();
  }

  write(text: string): void {
    this.deeds.push(text.includes('\u001b[2J') ? 'whole' : 'changes');
  }

  suspend(): void {
    this.deeds.push('suspend');
  }

  close(): void {
    this.deeds.push('close');
  }
}

class FakeShow implements Show {
  isOver = false;
  readonly isMoving = false;
  keys = '';
  sizes: string[] = [];

  picture(columns: number, rows: number): Grid {
    this.sizes.push(`${columns}x${rows}`);
    const grid = new Grid(columns, rows);
    grid.put(0, 0, this.keys);
    return grid;
  }

  tick(): void {
    // Nothing moves by itself.
  }

  key(key: string): void {
    if (key === 'b') throw new Error('planted');
    this.keys += key;
    if (key === 'q') this.isOver = true;
  }
}

test('a key changes the picture, another size paints all of it, q ends it', async () => {
  const [terminal, show] = [new FakeTerminal(), new FakeShow()];
  const code = runShow(show, terminal);
  terminal.events?.input('a');
  terminal.columns = 30;
  terminal.events?.redraw();
  terminal.events?.input('\u001aq');
  expect(await code).toBe(0);
  expect(terminal.deeds).toEqual(['open', 'whole', 'changes', 'whole', 'suspend', 'close']);
  expect(show.sizes).toEqual(['20x4', '20x4', '30x4']);
});

test('an error in a show comes after the terminal was restored', async () => {
  const terminal = new FakeTerminal();
  const code = runShow(new FakeShow(), terminal);
  terminal.events?.input('b');
  expect(terminal.deeds.at(-1)).toBe('close');
  await expect(code).rejects.toThrow('planted');
});

test('a terminal that cannot keep up gets the latest picture, not all of them', async () => {
  const terminal = new FakeTerminal();
  const code = runShow(new FakeShow(), terminal);
  terminal.isBusy = true;
  terminal.events?.input('a');
  terminal.events?.input('c');
  terminal.isBusy = false;
  terminal.events?.input('d');
  expect(terminal.deeds).toEqual(['open', 'whole', 'changes']);
  terminal.events?.input('\u0003');
  expect(await code).toBe(130);
});

test('keys by what a terminal sends', () => {
  expect(keysOf('a\u001b[A\u001b[1;5Cé\r\u001b\u001bOD\u007f👩')).toEqual([
    'a',
    'up',
    'é',
    'enter',
    'escape',
    'left',
    'backspace',
    '👩',
  ]);
});

test('what a terminal can show', () => {
  expect(showsUnicode({})).toBe(true);
  expect(showsUnicode({ LANG: 'en_US.UTF-8', LC_ALL: '' })).toBe(true);
  expect(showsUnicode({ LANG: 'en_US.UTF-8', LC_ALL: 'C' })).toBe(false);
  expect(showsUnicode({ LANG: 'C.utf8', TERM: 'linux' })).toBe(false);
  expect(depthOf({ isTerminal: true, env: { NO_COLOR: '1' } }, 24)).toBe(0);
  expect(depthOf({ isTerminal: true, env: {} }, 4)).toBe(16);
  expect(depthOf({ isTerminal: false, env: { FORCE_COLOR: '1' } }, 8)).toBe(256);
});
