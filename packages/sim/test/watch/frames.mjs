/**
 * What a picture costs: `node packages/sim/test/watch/frames.mjs` plays a run of 64 Ps at 30 pictures a
 * second on screens of several sizes, without a terminal, and prints milliseconds and bytes.
 */

import { simulate } from '../../dist/engine/simulate.js';
import { exponential, repeat, ScenarioBuilder, spawn, work } from '../../dist/scenario/builder.js';
import { Replay } from '../../dist/watch/model/replay.js';
import { Player } from '../../dist/watch/player.js';
import { UNICODE } from '../../dist/watch/screen/glyphs.js';
import { Screen } from '../../dist/watch/screen/screen.js';

const { program } = new ScenarioBuilder('frames')
  .function('task', [work(exponential('500us'))])
  .function('branch', [repeat(40, [spawn('task'), work('20us')])])
  .main([repeat(3000, [spawn('branch'), work('100us')])])
  .build();
const { trace } = simulate(program, { processors: 64, trace: true });
const before = performance.now();
const replay = new Replay(trace);
const indexed = performance.now() - before;
console.log(`${trace.length} events, indexed in ${indexed.toFixed(0)} ms`);

let farthest = 0;
for (let i = 0; i < 200; i++) {
  const began = performance.now();
  replay.at(Math.floor((trace.length * ((i * 79) % 200)) / 200));
  farthest = Math.max(farthest, performance.now() - began);
}
console.log(`jumps anywhere: ${farthest.toFixed(1)} ms at most`);

for (const [columns, rows] of [
  [80, 24],
  [120, 40],
  [200, 60],
  [200, 80],
]) {
  const player = new Player(replay, { title: 'frames', glyphs: UNICODE });
  const screen = new Screen(256);
  const times = [];
  let bytes = 0;
  for (let i = 0; i < 900; i++) {
    const began = performance.now();
    player.tick(1000 / 30);
    bytes += Buffer.byteLength(screen.paint(player.picture(columns, rows)));
    times.push(performance.now() - began);
  }
  times.sort((one, other) => one - other);
  const [half, most] = [times[450], times[890]].map((time) => time.toFixed(2));
  console.log(
    `${columns}x${rows}: ${half} ms a picture (99 %: ${most} ms), ${Math.round(bytes / 900)} bytes`,
  );
}
