/**
 * A report as one HTML file: style sheet, page, script, and the traces as the bytes of their files,
 * deflated, in base64. Nothing is fetched, and a policy in the file forbids it.
 */

import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { encodeTraceFile } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { escape } from './charts/svg.js';
import type { PageData, PageTrace } from './page-data.js';

/** A trace, and what the page says about it. */
export interface ReportTrace extends PageTrace {
  readonly trace: Trace;
}

/** What a report is about. */
export interface Report extends Omit<PageData, 'traces'> {
  readonly traces: readonly ReportTrace[];
}

/** The page is one script and one style sheet: no more may run, and nothing may be fetched. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/** Returns the HTML of a report. Its parts are made by the build. */
export function reportHtml(report: Report): string {
  const { title, command, version, traces } = report;
  const told = traces.map(({ label, about }) => ({ label, about }));
  const data: PageData = { title, command, version, traces: told };
  return [
    '<!doctype html>',
    '<html lang="en" data-theme="light">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="generator" content="pilfer ${escape(version)}">`,
    `<title>${escape(title)}</title>`,
    `<style>${asset('style.css')}</style>`,
    '</head>',
    '<body>',
    '<noscript><p class="failure">This report draws itself: it needs JavaScript.</p></noscript>',
    asset('shell.html'),
    `<script type="application/json" id="page-data">${scriptSafe(data)}</script>`,
    ...traces.map(({ trace }, i) => traceElement(trace, i)),
    `<script>${asset('script.js')}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function traceElement(trace: Trace, i: number): string {
  const packed = deflateRawSync(encodeTraceFile(trace), { level: 9 });
  return `<script type="text/plain" id="trace-${i}">${packed.toString('base64')}</script>`;
}

/** JSON that cannot end its element. */
function scriptSafe(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}

/** From the sources too the built page is taken: it lies in `dist`. */
function asset(name: string): string {
  return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url), 'utf8').trim();
}
