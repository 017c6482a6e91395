/**
 * Traces: one schema for the simulator and the runtime. Nothing here needs Node, threads or shared
 * memory.
 */

export * from './builder.js';
export { checkTrace, isComplete } from './check.js';
export type { Rule, Violation } from './check-rules.js';
export * from './codes.js';
export { Cursor } from './cursor.js';
export * from './describe.js';
export * from './event.js';
export { TraceFileError } from './file/format.js';
export { decodeTraceFile, isTraceFile, type TraceFile } from './file/read.js';
export { encodeTraceFile, traceFilePieces, TraceFileWriter, type TraceMeta } from './file/write.js';
export * from './kinds.js';
export * from './layout.js';
export {
  LiveDecoder,
  LiveStreamError,
  watchFolder,
  watchSocket,
  type LiveHello,
  type LiveReader,
  type LiveRun,
  type WatchPlace,
} from './live.js';
export * from './merge.js';
export * from './schedtrace.js';
export * from './schema.js';
export * from './strings.js';
export { KINDS, kindInfo, kindName, textArgsOf } from './table.js';
export { TaskNames } from './task-names.js';
export * from './trace.js';
export * from './writer.js';
