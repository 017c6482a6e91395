/** The traces in the page: a description of all, and for each the bytes of its file, deflated, in base64. */

import { decodeTraceFile } from '@pilfer/scheduler/trace';
import type { PageData } from '../report/page-data.js';
import { Subject } from '../report/subject.js';
import { byId } from './dom.js';

/** Returns what the page says about its traces. */
export function pageData(): PageData {
  return JSON.parse(byId('page-data').textContent) as PageData;
}

/** Returns the bytes of a trace's file. */
export async function fileOf(index: number): Promise<Uint8Array<ArrayBuffer>> {
  const text = atob(byId(`trace-${index}`).textContent);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const inflate = new DecompressionStream('deflate-raw');
  const stream = new Blob([packed]).stream().pipeThrough(inflate);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Returns a trace, ready to be looked at. */
export async function subjectOf(data: PageData, index: number): Promise<Subject> {
  const { trace } = decodeTraceFile(await fileOf(index));
  return new Subject(data.traces[index]?.label ?? trace.info.title, trace);
}
