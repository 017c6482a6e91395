export { explore, type Options } from './explore.js';
export { formatTable } from './format.js';
export { loadBehindDoor, type LoadOptions, type Mutation } from './load.js';
export {
  add,
  and,
  awaitRing,
  compareExchange,
  exchange,
  hasCrashed,
  load,
  notify,
  or,
  read,
  ring,
  store,
  sub,
  wait,
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
