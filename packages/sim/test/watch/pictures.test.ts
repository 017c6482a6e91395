import { expect, test } from '@jest/globals';
import { Into, Kind, Source, TraceBuilder } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { Replay } from '../../src/watch/model/replay.js';
import { Player } from '../../src/watch/player.js';
import { ASCII, UNICODE } from '../../src/watch/screen/glyphs.js';

/** P0 has three tasks and one that is next; P1 walks to it from 1 to 2 ms, and steals two. */
const trace = new TraceBuilder({ source: 'simulator', title: 'robbery', epochMs: 0 })
  .boot(3)
  .create(1, 0, 'parse', Into.global)
  .create(2, 0, 'parse')
  .create(3, 0, 'hash')
  .create(4, 0, 'hash')
  .create(5, 0, 'last', Into.next)
  .at(500_000)
  .event(Kind.globalTake, { task: 1, a: 1 })
  .start(1, Source.global)
  .at(1_000_000)
  .on(1)
  .event(Kind.searchBegin, { a: 1 })
  .on(2)
  .event(Kind.park, { b: 1 })
  .at(2_000_000)
  .on(1)
  .steal(2, 0, 2, 3)
  .event(Kind.searchEnd, { a: 1, c: 1 })
  .start(2, Source.stolen)
  .at(3_000_000)
  .end(2)
  .at(4_000_000)
  .on(0)
  .end(1)
  .stop()
  .trace();

function pictureAt(
  time: number,
  options: { of?: Trace; keys?: string[]; columns?: number; rows?: number; ascii?: boolean } = {},
): string {
  const { of = trace, keys = [], columns = 80, rows = 20, ascii = false } = options;
  const player = new Player(new Replay(of), {
    title: of.info.title,
    glyphs: ascii ? ASCII : UNICODE,
    pace: 1_000_000,
  });
  player.isPlaying = false;
  player.seek(time);
  for (const key of keys) player.key(key);
  return `\n${player.picture(columns, rows).lines().join('\n')}\n`;
}

test('a thief on its way', () => {
  expect(pictureAt(1_500_000)).toMatchInlineSnapshot(`
   "
    robbery  simulated  3 Ps                      ‖   1 ms/s  1.500 ms of 4.000 ms
    ─────────────────────────────┃─────────█──────────────────────────────────────

    global queue                                                                 0

    P0 M0  ► G1 parse                 ●●●○                         4      ▆██  67%
                                 @
    P1 M1  ? searches, to P0     │                                              0%

    P2 M2  z parked                                                             0%

   ── Gs 4 queued, 1 run, 0 wait, 0 done  ·  steals 0 ─────────────── every event ─
       1.000000 ms  P2 M2    parks (futex); 1 sleep: nothing was found anywhere
       1.000000 ms  P1 M1    searches; 1 do: nothing in its own queue, nor in the…
       0.500000 ms  P0 M0    runs G1, from the global queue (parse)
       0.500000 ms  P0 M0    takes 1 from the global queue, 0 left, and runs G1 f…
       0.000000 ms  P0 M0    G0 creates G5 "last" into the next slot
       0.000000 ms  P0 M0    G0 creates G4 "hash" into the local queue
       0.000000 ms  P0 M0    G0 creates G3 "hash" into the local queue
    space play   ←→ step   n p steal   + - speed   / filter   g go to   ? help
   "
  `);
});

test('what it has stolen on the way back', () => {
  expect(pictureAt(2_500_000)).toMatchInlineSnapshot(`
   "
    robbery  simulated  3 Ps                      ‖   1 ms/s  2.500 ms of 4.000 ms
    ───────────────────────────────────────█────────┃─────────────────────────────

    global queue                                                                 0

    P0 M0  ► G1 parse            ●●── ●○                           2   ▆█████  80%
                                 │
    P1 M1  ► G2 parse      ×2 ◄──╯    ●                            1       ██  20%

    P2 M2  z parked                                                             0%

   ── Gs 3 queued, 2 run, 0 wait, 0 done  ·  steals 1 ─────────────── every event ─
       2.000000 ms  P1 M1    runs G2, from a steal (parse)
       2.000000 ms  P1 M1    stops searching after 1 visits; found work: yes; 0 s…
       2.000000 ms  P1 M1    steals 2 of 3 from P0, and runs G2 first: half of th…
       1.000000 ms  P2 M2    parks (futex); 1 sleep: nothing was found anywhere
       1.000000 ms  P1 M1    searches; 1 do: nothing in its own queue, nor in the…
       0.500000 ms  P0 M0    runs G1, from the global queue (parse)
       0.500000 ms  P0 M0    takes 1 from the global queue, 0 left, and runs G1 f…
    space play   ←→ step   n p steal   + - speed   / filter   g go to   ? help
   "
  `);
});

test('the same in ASCII, narrow', () => {
  expect(pictureAt(2_500_000, { ascii: true, columns: 60, rows: 14 })).toMatchInlineSnapshot(`
   "
    robbery  simulated  3 Ps  =   1 ms/s  2.500 ms of 4.000 ms
    -----------------------------#------|---------------------
    global queue                                             0
    P0 M0  > G1 parse          o- on                         2
                               o
    P1 M1  > G2 parse     x2 <-'  o                          1

    P2 M2  z parked
   -- Gs 3 queued, 2 run, 0 wait, 0 done -------- every event -
       2.000000 ms  P1 M1    runs G2, from a steal (parse)
       2.000000 ms  P1 M1    stops searching after 1 visits; +
       2.000000 ms  P1 M1    steals 2 of 3 from P0, and runs +
       1.000000 ms  P2 M2    parks (futex); 1 sleep: nothing +
    space play   , . step   n p steal   + - speed   / filter
   "
  `);
});

test('a filter: only such events, and stepping from one to the next', () => {
  const keys = ['/', ...'P1 start', 'enter', '0', 'right'];
  expect(pictureAt(0, { keys })).toMatchInlineSnapshot(`
   "
    robbery  simulated  3 Ps                      ‖   1 ms/s  2.000 ms of 4.000 ms
    ───────────────────────────────────────█──────────────────────────────────────

    global queue                                                                 0

    P0 M0  ► G1 parse                 ●○                           2    ▆███   75%

    P1 M1  ► G2 parse            @    ●                            1            0%

    P2 M2  z parked                                                             0%

   ── Gs 3 queued, 2 run, 0 wait, 0 done  ·  steals 1 ──────── events of P1 start ─
       2.000000 ms  P1 M1    runs G2, from a steal (parse)






    space play   ←→ step   n p steal   + - speed   / filter   g go to   ? help
   "
  `);
});

test('the help', () => {
  expect(pictureAt(0, { keys: ['?'] })).toMatchInlineSnapshot(`
   "
    robbery  simulated  3 Ps                      ‖   1 ms/s  0.000 ms of 4.000 ms
    ┃──────────────────────────────────────█──────────────────────────────────────

    global qu space  play, pause            ?  close this                        1
              ← →    one event back, forwards (also , and .)
    P0 M0  ·  n p    next, previous steal   N P  by ten                         0%
              + -    faster, slower
    P1 M1  ·  g      go to a time: 1.5ms    0 $  start, end                     0%
              /      filter: P2 G17 steal   esc  none
    P2 M2  ·  ↑ ↓    scroll the Ps          l  to the present, if live          0%
              q      quit
   ── Gs 5 qu                                                            ry event ─
       0.0000 ● a task that waits, the oldest left   ○ next
       0.0000 @ a thief on its way     ? searches  j joins
       0.0000 s in a call  z parked  l loads  e event loop
       0.0000 top line: steals over the whole run
       0.0000
       0.000000 ms  P2 M2    takes P2
       0.000000 ms  P2 M2    starts as thread 0
    space play   ←→ step   n p steal   + - speed   / filter   g go to   ? help
   "
  `);
});

test('many Ps share rows', () => {
  const many = new TraceBuilder({ source: 'simulator', title: 'many', epochMs: 0 }).boot(40);
  for (let task = 1; task <= 30; task++) many.on(task % 7).create(task, 0, `f${task % 3}`);
  many.at(100).on(0).start(7).on(20).steal(8, 1, 2, 5).at(200).stop();
  expect(pictureAt(100, { of: many.trace() })).toMatchInlineSnapshot(`
   "
    many  simulated  40 Ps                            ‖   1 ms/s  100 ns of 200 ns
    ──────────────────────────────────────█┃──────────────────────────────────────

    global queue                                                                 0

    P0  ► ●●●      3   P1  · ●●●      3   P2  · ●●●●●    5   P3  · ●●●●     4
    P4  · ●●●●     4   P5  · ●●●●     4   P6  · ●●●●     4   P7  ·
    P8  ·              P9  ·              P10 ·              P11 ·
    P12 ·              P13 ·              P14 ·              P15 ·
    P16 ·              P17 ·              P18 ·              P19 ·
    P20 ·@●●       2   P21 ·              P22 ·              P23 ·
    P24 ·              P25 ·              P26 ·              P27 ·
    P28 ·              P29 ·              P30 ·              P31 ·

   ── Gs 29 queued, 1 run, 0 wait, 0 done  ·  steals 1 ────────────── every event ─
       0.000100 ms  P20 M20  steals 2 of 5 from P1, and runs G8 first
       0.000100 ms  P0 M0    runs G7, from the local queue (f1)
       0.000000 ms  P2 M2    G0 creates G30 "f0" into the local queue
       0.000000 ms  P1 M1    G0 creates G29 "f2" into the local queue
    space play   ←→ step   n p steal   + - speed   / filter   g go to   ? help
   "
  `);
});

test('no screen is too small', () => {
  for (let columns = 1; columns < 90; columns += 4) {
    for (let rows = 1; rows < 30; rows += 3) {
      expect(pictureAt(2_200_000, { columns, rows }).split('\n')).toHaveLength(rows + 2);
    }
  }
});

test('a trace of nothing', () => {
  expect(pictureAt(0, { of: new TraceBuilder().trace() })).toContain('0 Ps');
});
