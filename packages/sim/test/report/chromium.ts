/** Finds a Chromium and starts it, if this machine has one. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser, or why there is none. */
export type Found = { readonly browser: Browser } | { readonly reason: string };

/** Starts the Chromium of `PILFER_CHROMIUM`, else the first one in PATH. */
export async function startChromium(): Promise<Found> {
  const path = process.env['PILFER_CHROMIUM'] ?? inPath();
  if (path === undefined) return { reason: 'no Chromium in PATH; PILFER_CHROMIUM may name one' };
  try {
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
    return { browser: await chromium.launch({ executablePath: path, args, timeout: 60_000 }) };
  } catch (error) {
    return { reason: `${path} does not start: ${String(error).split('\n')[0]}` };
  }
}

function inPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((one) => one !== '');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
