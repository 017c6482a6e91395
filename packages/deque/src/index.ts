export { Deque, MAX_DEQUE_CAPACITY, Stealer } from './chase-lev.js';
export { GlobalQueue, type GlobalQueueOptions } from './global-queue.js';
export { EMPTY, isHandle, MIN_HANDLE, RETRY } from './handle.js';
export { Inbox, InboxSender, type Links } from './inbox.js';
export {
  dequeBytes,
  globalQueueBytes,
  INBOX_BYTES,
  LINE_BYTES,
  PARKING_CELL_BYTES,
} from './layout.js';
export { AWAKE, NOTIFIED, ParkingCell, RING, Unparker } from './parking-cell.js';
