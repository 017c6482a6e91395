// @ts-check
/**
 * The steps at which a machine can be killed: by name, the place in the sources before which its
 * thread dies. A place that is not found exactly once fails the build (build.mjs), so that these and
 * the code stay together. A step *between* two writes is the second one's place.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} of the class in which it is
 * @property {string} at the text of the place: the beginning of a statement
 */

/** @type {readonly Step[]} */
export const steps = [
  // ── a task: claim, run, result ─────────────────────────────────────────────────────────────────
  step('claim: entry taken', 'Runner', 'const slot = slots.slotOf(entry); for (;;)'),
  step('claim: function loaded', 'Runner', 'const running = withState(word'),
  step('claim: claimed', 'Runner', 'const { processor, recorder, times } = this.parts; if'),
  step('run: about to', 'Runner', 'this.execute(slot, running, fn);'),
  step('run: returned', 'Runner', 'forks.end(frame); if (types'),
  step('run: off the stack', 'Runner', 'if (load(cells, threadCell + THREAD_DOOM) !== 0)'),
  step('run: pending', 'Runner', 'const isRoot = this.tasks.isRoot(slot);'),
  step('run: settled', 'Runner', 'remove();'),
  step(
    'result: copied, not in the slot',
    'Payloads',
    'this.slots.set(slot, SLOT_RESULT, address);',
  ),
  step('result: written', 'Runner', 'this.tasks.ended(slot);'),
  step('result: published', 'Runner', 'processor.counters.add(COUNTER.run);'),
  step('result: cancelled meanwhile', 'Runner', 'this.escape(slot); } processor'),
  step('result: sent, nobody rung', 'Runner', 'if (to === 0) this.parts.idle.ring(0);'),
  step('result: over', 'Runner', 'this.current = outer;'),
  step('cancelled entry: is DONE', 'Runner', 'this.deliver(slot); return true;'),

  // ── inboxes ────────────────────────────────────────────────────────────────────────────────────
  step(
    'inbox: linked, not sent',
    'InboxSender',
    'const seen = compareExchange(this.cells, INBOX_HEAD, head',
  ),
  step('inbox: taken', 'Inbox', 'if (item === ASLEEP || item === NONE)'),
  step('inbox: half turned round', 'Inbox', 'newer = item;'),
  step('inbox: armed', 'Machine', 'processor.counters.add(COUNTER.parks);'),
  step('collect: one in hand', 'Submitter', 'this.finish(slot); slot = next;'),
  step('collect: settled', 'Submitter', 'this.payloads.release(slot);'),
  step(
    'collect: wiped, not free',
    'Submitter',
    'this.slots.publish(slot, nextGeneration(this.slots.controlHint(slot), FREE));',
  ),

  // ── children ───────────────────────────────────────────────────────────────────────────────────
  step('child: arguments copied', 'Payloads', 'this.slots.set(slot, SLOT_ARGUMENTS, address);'),
  step('child: prepared', 'Submitter', 'const entry = this.arm(slot, settle);'),
  step('child: QUEUED, in no queue', 'Submitter', 'this.sink.publish(entry);'),
  step('child: queued, nobody woken', 'NestedCore', 'this.idle.wake();'),

  // ── queues ─────────────────────────────────────────────────────────────────────────────────────
  step('push: cell written', 'Deque', 'store(this.cells, DEQUE_BOTTOM, next);'),
  step('pop: bottom lowered', 'Deque', 'const top = load(cells, DEQUE_TOP); this.topSeen = top;'),
  step('pop: the last one', 'Deque', 'this.topSeen = bottom; const won'),
  step('pop: the last one taken', 'Deque', 'return won ? read(cells, at) : EMPTY;'),
  step(
    'steal: before the swap',
    'Stealer',
    'const seen = compareExchange(cells, DEQUE_TOP, top, (top + 1) | 0);',
  ),
  step('steal: stolen', 'Processor', 'this.counters.add(COUNTER.stolen);'),
  step('steal: victim asked for more', 'Processor', 'return entry; } if (entry === RETRY)'),
  step(
    'global queue: taken, head not moved',
    'GlobalQueue',
    'const next = this.passed(QUEUE_HEAD, ticket);',
  ),
  step(
    'global queue: put, tail not moved',
    'GlobalQueue',
    'if (pushed > 0) this.moveOn(QUEUE_TAIL',
  ),
  step(
    'global queue: batch taken, head not moved',
    'GlobalQueue',
    'if (popped > 0) this.moveOn(QUEUE_HEAD',
  ),
  step('global queue: batch in hand', 'Processor', 'while (count > 0) this.push('),
  step('overflow: drained', 'Processor', 'this.record(Kind.overflow'),

  // ── sleeping and waking ────────────────────────────────────────────────────────────────────────
  step('search: begun', 'Search', 'this.searches = true; return true;'),
  step(
    'search: ended, nobody woken',
    'Search',
    'if (work()) this.idle.wakeForFork(WakeCause.chain',
  ),
  step('wake: answered for a sleeper', 'Idle', 'if (this.parked.remove(thread)) {'),
  step('wake: sleeper taken, not woken', 'Idle', 'this.recordWake(thread, cause);'),
  step(
    'park: announced, still searching',
    'Search',
    'this.idle.searching.remove(this.thread); this.searches = false;',
  ),
  step('park: before the last look', 'Machine', 'const entry = processor.findRunnable();'),
  step('park: about to sleep', 'ParkingCell', 'wait(this.cells, CELL_STATE, FUTEX, timeout);'),
  step('park: about to sleep in the loop', 'Machine', 'this.bell.arm(rings);'),
  step('park: woken', 'Machine', 'this.wakeUp(inLoop, entry !== NOTHING);'),

  // ── forks ──────────────────────────────────────────────────────────────────────────────────────
  step('expose: requests taken', 'Exposer', 'const wanted = Math.max(1, hungry);'),
  step('expose: QUEUED, not pushed', 'Exposer', 'processor.pushFork(queued);'),
  step('expose: pushed, not marked', 'Exposer', 'entry.exposed = exposed;'),
  step('expose: nobody woken', 'Exposer', 'if (exposed > 0 && idle.wakeForFork() !== -1)'),
  step('join: reclaimed, entry still queued', 'Joiner', 'processor.drop(entry);'),
  step('join: about to look', 'Joiner', 'const end = now() + PILFER.lookNs;'),
  step('join: announced', 'Joiner', 'const mustNap = hunger.askBeforeSleep();'),
  step('join: about to sleep', 'Joiner', 'cell.park(ms);'),
  step('join: woken for a fork', 'Joiner', 'this.hear(); const leaves'),
  step('join: fork found, nobody woken', 'Joiner', 'if (leaves || entry !== NOTHING)'),
  step('join: helps', 'Joiner', 'this.parts.run(entry); } finally'),

  // ── the arena ──────────────────────────────────────────────────────────────────────────────────
  step('arena: chunk claimed', 'Arena', 'this.own(Chunk.empty(number, pool));'),
  step(
    'arena: block taken, not held',
    'Arena',
    'this.blocks.hold(address, holder, (bytes + 7) >>> 3);',
  ),
  step('arena: block held', 'Arena', 'return address; }'),
  step(
    'arena: wiped, still held',
    'Blocks',
    'write(cells, header + HOLDER, 0); write(cells, header + LENGTH, 0); return true;',
  ),
  step(
    'arena: free, length still there',
    'Blocks',
    'write(cells, header + LENGTH, 0); return true;',
  ),
  step(
    "arena: another's block wiped",
    'Arena',
    'if (!blocks.return(address)) throw this.notHeld(address, holder);',
  ),
  step(
    'arena: returned, shape still there',
    'Payloads',
    'this.slots.drop(slot, SLOT_RESULT_SHAPE, RESULT_NONE);',
  ),
  step(
    'arena: returned, arguments still there',
    'Payloads',
    'this.slots.drop(slot, SLOT_SHAPE, 0);',
  ),
  step('arena: collecting', 'Chunk', 'clearBits(cells, cell, returned);'),
  step('arena: chunk about to be given back', 'Arena', 'this.map.release(chunk.number);'),
  step(
    'arena: run claimed in part',
    'ChunkMap',
    'if (this.swap(head + claimed, tailWord(head))) continue;',
  ),
  step('arena: run claimed, not held', 'LargeBlocks', 'this.blocks.wipeRest(address, bytes);'),
  step('arena: run held, not published', 'LargeBlocks', 'this.map.publishRun(head);'),
  step('arena: run about to be left', 'ChunkMap', 'const word = this.word(LEFT, 0);'),
  step('arena: run left, not remembered', 'LargeBlocks', 'this.forget(next);'),
  step('arena: run about to be freed', 'LargeBlocks', 'this.finish(head); return true;'),
  step('arena: run cleared', 'LargeBlocks', 'this.map.releaseRun(head);'),

  // ── deaths of others ───────────────────────────────────────────────────────────────────────────
  step('obituary: reading', 'Obituaries', 'this.seen = readObituaries('),
  step('obituary: read', 'Obituaries', 'store(memory.cells, this.at, this.seen);'),
];

/** @param {string} name @param {string} of @param {string} at @returns {Step} */
function step(name, of, at) {
  return { name, of, at };
}
