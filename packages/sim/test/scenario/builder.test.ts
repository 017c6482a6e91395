import { expect, test } from '@jest/globals';
import {
  add,
  call,
  choose,
  close,
  done,
  exponential,
  fork,
  join,
  locked,
  ns,
  poll,
  receive,
  receiveEach,
  repeat,
  ScenarioBuilder,
  scope,
  select,
  send,
  sleep,
  spawn,
  systemCall,
  wait,
  work,
  yieldNow,
} from '../../src/scenario/builder.js';
import { readScenario } from '../../src/scenario/read.js';
import { formatTime } from '../../src/scenario/time.js';

test('the builder makes the very program that a file makes', () => {
  const built = new ScenarioBuilder('all', 'everything')
    .channel('c', 2)
    .mutex('m')
    .waitGroup('w', 1)
    .main([
      add('w', 2),
      spawn('f'),
      call('f'),
      fork('f'),
      join(),
      scope([yieldNow()]),
      repeat(3, [work('1us'), sleep('2ms'), poll(5), systemCall(exponential('1us'))]),
      choose({ weight: 1, body: [send('c')] }, { weight: 2, body: [receive('c')] }),
      select([{ on: 'send', channel: 'c', body: [] }], []),
      receiveEach('c', []),
      close('c'),
      ...locked('m', [done('w')]),
      wait('w'),
    ])
    .function('f', [work(exponential(7))])
    .arrivals('a', { function: 'f', process: { kind: 'renewal', gap: 5 }, place: 'turn', count: 3 })
    .defaults({ processors: 2 })
    .build();
  const read = readScenario(`
name: all
description: everything
processors: 2
channels: { c: 2 }
mutexes: [m]
waitGroups: { w: 1 }
main:
  - { add: w, count: 2 }
  - { spawn: f }
  - { call: f }
  - { fork: f }
  - join
  - scope: [yield]
  - repeat: 3
    do: [{ work: 1us }, { sleep: 2ms }, { poll: 5ns }, { systemCall: { exponential: 1us } }]
  - choose: [{ do: [{ send: c }] }, { weight: 2, do: [{ receive: c }] }]
  - select: [{ send: c }, { otherwise: [] }]
  - { receiveEach: c, do: [] }
  - { close: c }
  - { lock: m }
  - { done: w }
  - { unlock: m }
  - { wait: w }
functions:
  f: [{ work: { exponential: 7ns } }]
arrivals:
  a: { function: f, every: 5ns, place: turn, count: 3 }
`);
  expect(built).toEqual(read);
});

test('what is impossible is refused, with its place', () => {
  expect(() =>
    new ScenarioBuilder('x')
      .main([repeat(2, [spawn('tusk')])])
      .function('task', [])
      .build(),
  ).toThrow(
    "function 'main', operation 1 (repeat), operation 1 (spawn): no function is named 'tusk'; declared: main, task; did you mean 'task'?",
  );
  expect(() => new ScenarioBuilder('x').build()).toThrow('nothing happens');
  expect(() => new ScenarioBuilder('x').jobs({ a: { work: 1, after: ['a'] } })).toThrow(
    'in a circle: a → a',
  );
  expect(() => work('5')).toThrow("received '5': it has no unit");
  expect(() => work(-1)).toThrow('expected from 0 on, in ns, received -1');
});

test('times', () => {
  expect([ns('3 ns'), ns('1.5us'), ns('2µs'), ns('7ms'), ns('1e3s')]).toEqual([
    3, 1500, 2000, 7e6, 1e12,
  ]);
  expect([0, 999, 1500, 12_345_678, 2e9, -1500].map(formatTime)).toEqual([
    '0 ns',
    '999 ns',
    '1.5 µs',
    '12.35 ms',
    '2 s',
    '-1.5 µs',
  ]);
});
