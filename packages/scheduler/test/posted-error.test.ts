import { expect, test } from '@jest/globals';
import { TaskError, TimeoutError } from '../src/errors.js';
import { LoadError } from '../src/functions/load-error.js';
import { posted, rebuilt } from '../src/posted-error.js';

/** What comes of something thrown on another thread. */
function sent(thrown: unknown): Error {
  return rebuilt(structuredClone(posted(thrown)));
}

test('class, name, message, stack, code and own fields', () => {
  const error = Object.assign(new RangeError('too far'), { code: 'ERR_FAR', by: 7, gone: null });
  const copy = sent(error);
  expect(copy).toBeInstanceOf(RangeError);
  expect(copy).toMatchObject({ name: 'RangeError', message: 'too far', code: 'ERR_FAR', by: 7 });
  expect(copy.stack).toBe(error.stack);
  expect(Object.keys(copy)).toEqual(['code', 'by', 'gone']);
});

test('our own errors are ours again', () => {
  expect(sent(new TimeoutError('late'))).toBeInstanceOf(TimeoutError);
  const load = sent(new LoadError({ url: 'file:///x.js' }, 'not-found', 'no such file'));
  expect(load).toBeInstanceOf(TaskError);
  expect(load).toMatchObject({
    code: 'ERR_PILFER_TASK',
    reason: 'not-found',
    module: 'file:///x.js',
  });
});

test('causes and the errors of an AggregateError go along', () => {
  const cause = new TypeError('first', { cause: 'no error' });
  const copy = sent(new AggregateError([new SyntaxError('a'), 7], 'both', { cause }));
  expect(copy).toBeInstanceOf(AggregateError);
  expect((copy as AggregateError).errors).toEqual([new SyntaxError('a'), 7]);
  expect(copy.cause).toBeInstanceOf(TypeError);
  expect(copy.cause).toMatchObject({ message: 'first', cause: 'no error' });
  expect(Object.keys(copy)).toEqual([]);
});

test('a ring of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  let depth = 0;
  for (let each: unknown = sent(error); each instanceof Error; each = each.cause) depth++;
  expect(depth).toBeGreaterThan(2);
  expect(depth).toBeLessThan(20);
});

test('what can not be posted is left out', () => {
  const fields = { fn: () => 1, list: [Symbol('s'), 1], socket: { open: true }, kept: 'yes' };
  const copy = sent(Object.assign(new Error('with baggage'), fields));
  expect({ ...copy }).toEqual({ list: [1], kept: 'yes' });
});

test('whatever is thrown', () => {
  expect(sent('text')).toMatchObject({ name: 'Error', message: 'text', stack: 'Error: text' });
  expect(sent(undefined).message).toBe('undefined');
  expect(sent({ message: 'no error', code: 3 })).toMatchObject({ message: 'no error', code: 3 });
  const hostile = new Proxy(new Error('hidden'), {
    get: () => {
      throw new Error('no');
    },
  });
  expect(sent(hostile).message).toBe('an error that can not be read');
  const aborted = sent(new DOMException('stop', 'AbortError'));
  expect(aborted).toMatchObject({ name: 'AbortError', message: 'stop' });
});
