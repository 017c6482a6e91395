import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RECORD_WORDS } from '../../src/trace/layout.js';
import {
  eventsFrame,
  helloFrame,
  LIVE_VERSION,
  LiveDecoder,
  LiveStreamError,
  stringsFrame,
  watchSocket,
} from '../../src/trace/live.js';
import type { LiveHello, LiveReader } from '../../src/trace/live.js';

const hello: LiveHello = {
  version: LIVE_VERSION,
  pid: 1,
  title: 'an app',
  procs: 2,
  cores: 4,
  epochMs: 17,
  begin: 5,
  machines: [{ machine: 1, proc: 0, sleeps: true }],
};

/** Notes what it is told. */
class Notes implements LiveReader {
  readonly all: unknown[] = [];

  hello(told: LiveHello): void {
    this.all.push(told);
  }

  strings(texts: readonly string[]): void {
    this.all.push(texts);
  }

  events(
    horizon: number,
    lost: number,
    runs: readonly { thread: number; words: Int32Array }[],
  ): void {
    this.all.push([horizon, lost, runs.map(({ thread, words }) => [thread, [...words]])]);
  }
}

const words = (value: number): Int32Array => new Int32Array(2 * RECORD_WORDS).fill(value);
const runs = [
  { thread: 0, words: words(7) },
  { thread: 3, words: words(-1) },
];
const stream = Buffer.concat([
  helloFrame(hello),
  stringsFrame(['fib', 'é']),
  eventsFrame(2 ** 40 + 0.5, 3, runs),
  eventsFrame(2 ** 41, 0, []),
]);
const told = [
  hello,
  ['fib', 'é'],
  [2 ** 40 + 0.5, 3, runs.map(({ thread, words: sent }) => [thread, [...sent]])],
  [2 ** 41, 0, []],
];

test('what is told arrives, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
      const notes = new Notes();
      const decoder = new LiveDecoder(notes);
      const places = [0, ...cuts.sort((one, other) => one - other), stream.length];
      places.forEach((place, i) => decoder.push(stream.subarray(place, places[i + 1] ?? place)));
      expect(notes.all).toEqual(told);
    }),
  );
});

test('what is no such stream is an error of its own, never another', () => {
  fc.assert(
    fc.property(fc.nat(stream.length - 1), fc.nat(255), fc.uint8Array(), (at, value, more) => {
      const broken = Buffer.concat([stream, more]);
      broken[at] = value;
      try {
        new LiveDecoder(new Notes()).push(broken);
      } catch (error) {
        expect(error).toBeInstanceOf(LiveStreamError);
      }
    }),
    { numRuns: 500 },
  );
  const other = helloFrame({ ...hello, version: LIVE_VERSION + 1 });
  expect(() => new LiveDecoder(new Notes()).push(other)).toThrow(LiveStreamError);
});

test('each user and each runtime has a socket of its own', () => {
  const place = { platform: 'linux', runtimeDir: '/run/user/7', temporary: '/tmp', user: 7 };
  expect(watchSocket(place, 42)).toBe('/run/user/7/pilfer/42.sock');
  expect(watchSocket({ ...place, runtimeDir: '' }, 42, 2)).toBe('/tmp/pilfer-7/42.2.sock');
  expect(watchSocket({ ...place, platform: 'win32' }, 42)).toBe(String.raw`\\.\pipe\pilfer-42`);
});
