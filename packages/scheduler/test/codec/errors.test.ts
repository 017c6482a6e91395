import { describe, expect, test } from '@jest/globals';
import * as errors from '../../src/errors.js';
import { difference, sendError, sendResult } from './harness.js';

const send = (thrown: unknown): Error => sendError(thrown) as Error;

describe('built-in errors arrive as themselves', () => {
  test.each([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError])(
    '%p',
    (type) => {
      const error = new type('what happened');
      const got = send(error);
      expect(got).toBeInstanceOf(type);
      expect(got.constructor).toBe(type);
      expect(got.name).toBe(type.name);
      expect(got.stack).toBe(error.stack);
      expect(difference(error, got)).toBeUndefined();
      expect(Object.keys(got)).toEqual([]);
    },
  );

  test('AggregateError', () => {
    const error = new AggregateError([new TypeError('one'), 2, { three: 3 }], 'all');
    const got = send(error) as AggregateError;
    expect(got).toBeInstanceOf(AggregateError);
    expect(got.errors[0]).toBeInstanceOf(TypeError);
    expect(difference(error, got)).toBeUndefined();
    expect(Object.keys(got)).toEqual([]);
  });

  test('DOMException', () => {
    const error = new DOMException('gone', 'AbortError');
    const got = send(error) as DOMException;
    expect(got).toBeInstanceOf(DOMException);
    expect([got.name, got.message, got.code, got.stack]).toEqual([
      'AbortError',
      'gone',
      20,
      error.stack,
    ]);
  });

  test('the reason of an AbortSignal', () => {
    expect(send(AbortSignal.abort().reason as unknown).name).toBe('AbortError');
  });

  test("Node's own errors keep their code", () => {
    let error: unknown;
    try {
      Buffer.alloc('x' as unknown as number);
    } catch (thrown) {
      error = thrown;
    }
    const got = send(error);
    expect(got).toBeInstanceOf(TypeError);
    expect((got as { code?: unknown }).code).toBe('ERR_INVALID_ARG_TYPE');
  });
});

test('cause, code and own fields are kept', () => {
  const cause = new RangeError('deep', { cause: 'deeper' });
  const error = Object.assign(new Error('top', { cause }), {
    ...{ code: 'E_TOP', status: 503, at: new Date(5), tags: new Set(['a']), nothing: undefined },
  });
  const got = send(error);
  expect(difference(error, got)).toBeUndefined();
  expect(got.cause).toBeInstanceOf(RangeError);
  expect(Object.keys(got)).toEqual(['code', 'status', 'at', 'tags', 'nothing']);
  expect(Object.hasOwn(got, 'cause') && !Object.keys(got).includes('cause')).toBe(true);
  expect(Object.hasOwn(send(new Error('x', { cause: undefined })), 'cause')).toBe(true);
  expect(Object.hasOwn(send(new Error('x')), 'cause')).toBe(false);
});

test('errors of classes of the program arrive as their nearest built-in', () => {
  class HttpError extends TypeError {
    override name = 'HttpError';
    status = 404;
    get code(): string {
      return `HTTP_${this.status}`;
    }
  }
  const error = new HttpError('not found');
  const got = send(error) as Error & Record<string, unknown>;
  expect(got).toBeInstanceOf(TypeError);
  expect([got.name, got.message, got['status'], got['code'], got.stack]).toEqual([
    ...['HttpError', 'not found', 404, 'HTTP_404', error.stack],
  ]);
});

test('errors of before classes arrive as errors', () => {
  function OldError(this: Error, message: string): void {
    this.message = message;
  }
  const name = { value: 'OldError' };
  Object.assign(OldError, { prototype: Object.create(Error.prototype, { name }) as Error });
  const got = send(Reflect.construct(OldError as unknown as new () => Error, ['old']));
  expect(got).toBeInstanceOf(Error);
  expect([got.name, got.message]).toEqual(['OldError', 'old']);
});

test('an error of the program with the name of one of ours stays its own', () => {
  class TimeoutError extends Error {
    override name = 'TimeoutError';
  }
  const got = send(new TimeoutError('late'));
  expect(got).not.toBeInstanceOf(errors.TimeoutError);
  expect(got.name).toBe('TimeoutError');
});

test('our errors arrive as themselves', () => {
  for (const error of [
    new errors.TaskError('t', { cause: 1 }),
    new errors.WorkerLostError('w', { exitCode: 3, culprit: 'fib', collateral: true }),
    new errors.QueueFullError('q'),
    new errors.TimeoutError('t'),
    new errors.AbortError('a'),
    new errors.ClosedError('c'),
    new errors.EncodeError('args[0].x', "a function can't cross threads"),
  ]) {
    const got = send(error);
    expect(got.constructor).toBe(error.constructor);
    expect(difference(error, got)).toBeUndefined();
  }
});

test('errors inside values and cycles of causes', () => {
  const error = new Error('loop');
  error.cause = { error };
  expect(
    difference({ error, list: [error] }, sendResult({ error, list: [error] })),
  ).toBeUndefined();
  expect(difference(error, send(error))).toBeUndefined();
});

test('an error without message has none of its own', () => {
  expect(Object.hasOwn(send(new Error()), 'message')).toBe(false);
});

test.each([
  [[undefined]],
  [[null]],
  [[42]],
  [[-0]],
  [['text']],
  [[5n]],
  [[{ code: 1, message: 'no error' }]],
  [[[1, 2]]],
])('thrown non-errors arrive exactly: %p', ([thrown]) => {
  expect(difference(thrown, sendError(thrown))).toBeUndefined();
});

describe('what cannot cross is left out and named', () => {
  test('own fields', () => {
    const error = Object.assign(new TypeError('bad'), {
      ...{ code: 'E', request: { on: () => 1 }, socket: Symbol('s'), fine: [1] },
    });
    const got = send(error) as Error & Record<string, unknown>;
    expect(got).toBeInstanceOf(TypeError);
    expect([got.message, got.stack, got['code'], got['fine']]).toEqual([
      'bad',
      error.stack,
      'E',
      [1],
    ]);
    expect(got['notSent']).toEqual([
      "request.on: a function can't cross threads",
      "socket: a symbol can't cross threads",
    ]);
    expect(Object.keys(got)).toEqual(['code', 'fine', 'notSent']);
  });

  test('in causes and in errors of an AggregateError', () => {
    const inner = Object.assign(new RangeError('inner'), { fn: () => 1, ok: 1 });
    const got = send(new Error('outer', { cause: inner }));
    expect(got.cause).toBeInstanceOf(RangeError);
    expect(got.cause).toMatchObject({ ok: 1, notSent: ["fn: a function can't cross threads"] });
  });

  test('throwing getters', () => {
    const error = Object.defineProperty(new Error('got'), 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const got = send(error) as Error & { notSent?: string[] };
    expect([got.message, got.stack]).toEqual(['got', error.stack]);
    expect(got.notSent).toEqual(['bad: reading it threw: no']);
  });

  test('a getter of the message that throws', () => {
    const error = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    // V8 puts the message into the stack when that is first read.
    expect((send(error) as { notSent?: string[] }).notSent).toContain(
      'message: reading it threw: no',
    );
  });

  test('a chain of causes that has no end', () => {
    const endless = (): Error =>
      Object.defineProperty(Object.assign(new Error('again'), { f: () => 1 }), 'cause', {
        get: endless,
      });
    const got = send(endless());
    expect(got.message).toBe('again');
    let depth = 0;
    for (let at: unknown = got; at instanceof Error && depth < 100; at = at.cause) depth++;
    expect(depth).toBeLessThan(20);
  });
});

test.each<[unknown, string]>([
  [Symbol('s'), 'Symbol(s)'],
  [() => 7, '() => 7'],
  [{ toString: () => 'odd', f: () => 1 }, 'odd'],
  [new Map([[1, () => 1]]), '[object Map]'],
  [Object.create(null, { f: { value: () => 1, enumerable: true } }), 'something that has no text'],
])('what cannot cross at all does as a TaskError with its text (%#)', (thrown, text) => {
  const got = sendError(thrown);
  expect(got).toBeInstanceOf(errors.TaskError);
  expect((got as errors.TaskError).code).toBe('ERR_PILFER_TASK');
  expect((got as Error).message).toMatch(/can't cross threads/);
  expect((got as Error).message).toContain(text);
});

test('encodeError never throws, whatever was thrown', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const trap = new Proxy(new Error('x'), {
    get: () => {
      throw new Error('trap');
    },
    getPrototypeOf: () => {
      throw new Error('trap');
    },
  });
  for (const thrown of [proxy, trap, new Proxy(Error, {}), new Proxy(new Error('seen'), {})]) {
    expect(sendError(thrown)).toBeInstanceOf(Error);
  }
});
