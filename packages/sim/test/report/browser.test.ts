/**
 * The report in a real browser, if there is one: what a user does, by pointer and by keys. Any error
 * of the page and any request fails the test that made it.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeTraceFile } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import type { Locator, Page } from 'playwright-core';
import { reportHtml } from '../../src/report/page.js';
import { startChromium } from './chromium.js';
import { randomTrace, stealing, unsafe } from './traces.js';

const found = await startChromium();
const folder = mkdtempSync(join(tmpdir(), 'pilfer-report-'));
afterAll(async () => {
  if ('browser' in found) await found.browser.close();
  rmSync(folder, { recursive: true });
});

const suite =
  'browser' in found
    ? describe
    : (_: string, body: () => void) => describe.skip(found.reason, body);

suite('the report in Chromium', () => {
  let page: Page;
  let troubles: string[] = [];

  beforeEach(async () => {
    if (!('browser' in found)) return;
    page = await found.browser.newPage({ viewport: { width: 1300, height: 900 } });
    page.setDefaultTimeout(60_000);
    troubles = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) troubles.push(`requests ${request.url()}`);
    });
  });

  afterEach(async () => {
    await page.close();
    expect(troubles).toEqual([]);
  });

  /** Opens a report of these traces, and waits until all of it is there. */
  async function open(...traces: Trace[]): Promise<void> {
    const path = join(folder, 'report.html');
    const told = traces.map((trace, i) => ({ label: `run ${i + 1}`, about: ['told'], trace }));
    const report = {
      title: 'A <b>title</b>',
      command: 'pilfer report',
      version: '1',
      traces: told,
    };
    writeFileSync(path, reportHtml(report));
    await page.goto(pathToFileURL(path).href);
    await page.locator('html[data-ready=yes]').waitFor();
  }

  const timeline = (): Locator => page.locator('#timeline');
  const selected = (title: string): Promise<void> =>
    page.locator('#details h3', { hasText: title }).waitFor();
  const shows = (words: string): Promise<void> =>
    page.locator(`#timeline[aria-label*="${words}"]`).waitFor();

  /** The middle of the only arrow: at 300 of 1000 ns, between the first two rows. */
  async function clickArrow(): Promise<void> {
    const box = await timeline().boundingBox();
    if (box === null) throw new Error('no timeline');
    await page.mouse.click(box.x + 56 + 0.3 * (box.width - 56), box.y + 26 + 28);
  }

  test('opens: title, key figures, charts, events', async () => {
    await open(stealing);
    expect(await page.title()).toBe('A <b>title</b>');
    expect(await page.locator('#title').textContent()).toBe('A <b>title</b>');
    expect(await page.locator('.number').first().textContent()).toBe('1 µsmakespan');
    for (const id of ['why-idle', 'matrix', 'waits', 'speedup', 'utilisation', 'queues']) {
      expect(await page.locator(`#${id} svg`).getAttribute('aria-label')).not.toBe('');
    }
    expect(await page.locator('#why-idle-table tr').last().textContent()).toContain('100.0 %');
    expect(await page.locator('#shown').textContent()).toBe(`${stealing.length} events`);
  });

  test('a click on a steal tells its cause, and leads to its ends', async () => {
    await open(stealing);
    await clickArrow();
    await selected('P1 steals a task from P0');
    expect(await page.locator('#details').textContent()).toContain('1 of the 2 in its queue');
    await page.locator('#details .link', { hasText: 'P1 runs G2 second' }).click();
    await selected('G2 second on P1: work');
    await page.locator('#details .link', { hasText: 'steals 1 of 2 from P0' }).click();
    await selected('P1 steals a task from P0');
  });

  test('zooms and moves by wheel, drag and button, and back', async () => {
    await open(stealing);
    await shows('from 0 to 1000 ');
    await page.locator('#zoom-in').click();
    await shows('from 167 to 833 ');
    const box = await timeline().boundingBox();
    if (box === null) throw new Error('no timeline');
    const [x, y] = [box.x + box.width / 2, box.y + 70];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 4000, y, { steps: 3 });
    await page.mouse.up();
    await shows('from 0 to 667 ');
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -120);
    await page.keyboard.up('Control');
    await page.locator('#timeline:not([aria-label*="from 0 to 667 "])').waitFor();
    await page.locator('#zoom-all').click();
    await shows('from 0 to 1000 ');
  });

  test('the keyboard does it all', async () => {
    await open(stealing);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the timeline');
    await page.keyboard.press('Enter');
    await timeline().focus();
    await page.keyboard.press('n');
    await selected('P1 steals a task from P0');
    await page.keyboard.press('w');
    await page.locator('#timeline:not([aria-label*="from 0 to 1000 "])').waitFor();
    await page.keyboard.press('0');
    await shows('from 0 to 1000 ');
    await page.keyboard.press('Escape');
    await selected('Nothing selected');
    await page.keyboard.press('ArrowDown');
    await selected('P0: idle');
    await page.keyboard.press('[');
    await selected('G1 first on P0: work');
    await page.keyboard.press('ArrowDown');
    await selected('G2 second on P1: work');
    await page.keyboard.press('3');
    await selected('Nothing selected');
    expect(await page.locator('[data-rows=G]').getAttribute('aria-checked')).toBe('true');
    await page.keyboard.press('c');
    expect(await page.locator('#show-path').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('?');
    await page.locator('#help-dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#help-dialog:not([open])').waitFor({ state: 'attached' });
  });

  test('a search shows what it finds, and goes there', async () => {
    await open(stealing);
    await page.keyboard.press('/');
    await page.keyboard.type('g2 steal');
    await page.locator('#found', { hasText: '2 found' }).waitFor();
    await page.keyboard.press('Enter');
    await selected('P1 steals a task from P0');
    await page.locator('#found', { hasText: '1 of 2 found' }).waitFor();
    await page.keyboard.press('Enter');
    await selected('G2 second on P1: work');
    await page.locator('#query').fill('nowhere');
    await page.locator('#table .empty').waitFor();
    await page.locator('#query').fill('');
    await page.locator('#groups button', { hasText: 'steals' }).click();
    await page.locator('#shown', { hasText: `1 of ${stealing.length} events` }).waitFor();
    await page.locator('#table .row[data-place="0"]').click();
    await selected('P1 steals a task from P0');
  });

  test('themes: as the system, and by choice', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(stealing);
    const theme = (): Promise<unknown> => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-theme=light]').waitFor();
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    expect(await theme()).toBe('dark');
    expect(await page.locator('#theme').textContent()).toBe('Theme: Dark');
  });

  test('several traces: side by side, and one at a time', async () => {
    await open(stealing, randomTrace(3));
    expect(await page.locator('#multiples figure').count()).toBe(2);
    expect(await page.locator('#compare-table tbody tr').first().textContent()).toContain(
      'makespan',
    );
    expect(await page.locator('#waits path').count()).toBe(2);
    await page.locator('#tabs button', { hasText: 'run 2' }).click();
    await page.locator('#shown', { hasText: 'events' }).waitFor();
    expect(await page.locator('#tabs [aria-selected=true]').textContent()).toBe('run 2');
    await timeline().click({ position: { x: 400, y: 40 } });
    await page.keyboard.press('n');
  });

  test('gives the trace out as it was', async () => {
    await open(stealing);
    const waiting = page.waitForEvent('download');
    await page.locator('#save').click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('run-1.pilfer');
    const { trace, problem } = decodeTraceFile(readFileSync(await download.path()));
    expect([problem, trace.length]).toEqual([undefined, stealing.length]);
  });

  test('prints, narrow and wide, and texts of a program are only texts', async () => {
    await open(unsafe);
    await page.setViewportSize({ width: 380, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);
    await page.keyboard.press('n');
    expect(await page.evaluate('document.querySelectorAll("img").length')).toBe(0);
    expect((await page.pdf()).length).toBeGreaterThan(1000);
  });
});
