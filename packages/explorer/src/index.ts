export { explore, type Options } from './explore.js';
export { formatTable } from './format.js';
export { loadBehindDoor, type LoadOptions, type Mutation } from './load.js';
export {
  add,
  awaitRing,
  clearBits,
  compareExchange,
  exchange,
  hasCrashed,
  load,
  nextEvent,
  notify,
  read,
  ring,
  setBits,
  store,
  sub,
  wait,
  waitAsync,
  write,
  type Cells,
} from './memory.js';
export {
  call,
  callWhile,
  nameCell,
  sequentialModel,
  type Call,
  type CellName,
  type Invariant,
  type Leaf,
  type Scenario,
  type SequentialModel,
  type Thread,
  type View,
} from './program.js';
export {
  assertOk,
  describeReport,
  REPORT_HEAD,
  reportRow,
  type Report,
  type Violation,
} from './report.js';
