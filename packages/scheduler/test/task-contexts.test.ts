import { beforeEach, describe, expect, test } from '@jest/globals';
import { CANCELLED, FREE, nextGeneration, RUNNING, withState } from '../src/control-word.js';
import { SLOT_CONTROL, SLOT_FLAGS } from '../src/layout.js';
import { TaskContexts } from '../src/task-contexts.js';

const THREAD = 1;

describe('the signal of a task', () => {
  let cells: Int32Array;
  let word: number;
  let looks: number;
  /** The look before which the task's slot is given back. */
  let endsAt: number;
  let signal: AbortSignal;
  let contexts: TaskContexts;

  beforeEach(() => {
    cells = new Int32Array(new SharedArrayBuffer(64));
    word = withState(0, THREAD, RUNNING);
    cells[SLOT_CONTROL] = word;
    endsAt = looks = 0;
    const look = (): Int32Array => {
      if (++looks === endsAt) cells[SLOT_CONTROL] = nextGeneration(word, FREE);
      return cells;
    };
    const slots = {
      get cells() {
        return look();
      },
      at: () => 0,
      get: (_slot: number, cell: number) => (cell === SLOT_FLAGS ? 0 : 1),
      control: () => look()[SLOT_CONTROL],
      controlHint: () => cells[SLOT_CONTROL],
    };
    contexts = new TaskContexts(slots as never, {} as never, 0, () => 'task');
    ({ signal } = contexts.of(0, undefined));
    looks = 0;
  });

  test('fires when the task is cancelled', () => {
    contexts.fireSignals();
    expect(signal.aborted).toBe(false);
    cells[SLOT_CONTROL] = withState(word, THREAD, CANCELLED);
    contexts.fireSignals();
    expect(signal.aborted).toBe(true);
  });

  test.each([1, 2, 3])('does not fire when the task is over by look %d', (look) => {
    endsAt = look;
    contexts.fireSignals();
    expect(signal.aborted).toBe(false);
    expect(looks).toBeGreaterThanOrEqual(look);
  });
});
