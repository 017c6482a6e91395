/** `pilfer watch`: a run as an animation in the terminal, or as pictures in text. */

import { Replay } from '../../watch/model/replay.js';
import { defaultPace, Player } from '../../watch/player.js';
import { EVERYTHING, parseFilter } from '../../watch/view/filter.js';
import type { Filter } from '../../watch/view/filter.js';
import type { Args } from '../args.js';
import { attach, isLiveSource } from '../attach.js';
import type { Attached } from '../attach.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { glyphsFor } from '../glyphs.js';
import type { Io } from '../io.js';
import { runShow } from '../session.js';
import { RUN_FLAGS } from '../spec.js';
import { loadTraceOrScenario } from '../trace-input.js';

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export const watch: Command = {
  name: 'watch',
  about: 'shows a run as it happens: queues, steals, who works and who waits',
  usage: '<trace, scenario or process id> [flags]',
  flags: {
    at: { value: 'TIME', about: 'begin there; without a terminal, print the picture of that time' },
    frames: { value: 'N', about: 'print N pictures of the whole run as text' },
    speed: { value: 'TIME', about: 'how much of the run passes in a second; like 2ms' },
    filter: { value: 'TEXT', about: "events of these only: 'P2', 'G17', 'steal,park'" },
    columns: { value: 'N', about: `width of printed pictures; ${DEFAULT_COLUMNS} if not given` },
    rows: { value: 'N', about: `height of printed pictures; ${DEFAULT_ROWS} if not given` },
    ascii: { about: 'signs that every terminal has' },
    policy: { value: 'NAME', about: "the rules of a scenario; see 'pilfer policies'" },
    ...RUN_FLAGS,
  },
  examples: [
    ['pilfer watch fan-out-skew', 'a built-in scenario; ? lists the keys'],
    ['pilfer watch run.pilfer --speed 50us', 'a recording, in slow motion'],
    ['pilfer watch 4711', 'a process that was started with PILFER_WATCH=1, while it runs'],
  ],
  async run(args, io) {
    const [given] = args.words;
    if (given !== undefined && isLiveSource(given)) return watchLive(await attach(given), args, io);
    const { trace, isSound } = loadTraceOrScenario(given, args, io);
    const replay = new Replay(trace);
    const player = new Player(replay, {
      title: trace.info.title,
      glyphs: glyphsFor(args, io),
      filter: filterOf(args),
      pace: paceOf(args) ?? defaultPace(replay),
    });
    const at = args.time('at');
    const frames = args.integer('frames', 1, 10_000);
    if (at !== undefined) player.seek(trace.startTime + at);
    if (frames === undefined && io.terminal !== undefined) {
      return runShow(player, io.terminal);
    }
    if (frames === undefined && at === undefined) {
      throw new UsageError(
        'there is no terminal to play on; --at TIME or --frames N print pictures as text',
      );
    }
    printPictures(player, replay, frames, at, args, io);
    return isSound ? Exit.ok : Exit.input;
  },
};

/** Prints pictures at equal distances, the last one at the end; or the one of the present. */
function printPictures(
  player: Player,
  replay: Replay,
  frames: number | undefined,
  at: number | undefined,
  args: Args,
  io: Io,
): void {
  const { startTime, endTime } = replay.trace;
  const from = startTime + (at ?? 0);
  const count = frames ?? 1;
  player.isPlaying = false;
  for (let i = 1; i <= count; i++) {
    if (frames !== undefined) player.seek(from + ((endTime - from) * i) / count);
    printPicture(player, args, io);
    if (i < count) io.out('\n');
  }
}

/** Prints the present picture, without its last row: nobody can press those keys. */
function printPicture(player: Player, args: Args, io: Io): void {
  const columns = args.integer('columns', 20, 1000) ?? DEFAULT_COLUMNS;
  const rows = args.integer('rows', 8, 1000) ?? DEFAULT_ROWS;
  const lines = player.picture(columns, rows).lines(io.color ? 256 : 0);
  io.out(`${lines.slice(0, -1).join('\n').trimEnd()}\n`);
}

/** Shows a process while it runs. */
async function watchLive(attached: Attached, args: Args, io: Io): Promise<number> {
  const { live } = attached;
  const frames = args.integer('frames', 1, 10_000);
  const player = new Player(live.replay, {
    title: live.replay.trace.info.title,
    glyphs: glyphsFor(args, io),
    filter: filterOf(args),
    isLive: true,
  });
  try {
    const ended = follow(attached, player);
    if (frames === undefined && io.terminal !== undefined)
      return await runShow(player, io.terminal);
    if (frames === undefined) {
      throw new UsageError(
        'there is no terminal to play on; --frames N prints one picture a second',
      );
    }
    await printLive(player, frames, ended, args, io);
    return Exit.ok;
  } finally {
    attached.detach();
  }
}

/** Tells a player what comes; the promise resolves when nothing more will. */
function follow(attached: Attached, player: Player): Promise<void> {
  const { live } = attached;
  let { cuts } = live;
  return new Promise((resolve) => {
    attached.listen(
      () => {
        player.grow(live.edge);
        if (cuts === live.cuts) return;
        cuts = live.cuts;
        player.seek(player.view.time);
      },
      () => {
        player.end('the runtime has ended; this is its past');
        resolve();
      },
    );
  });
}

/** Prints a picture a second, and a last one at the end. */
async function printLive(
  player: Player,
  frames: number,
  ended: Promise<void>,
  args: Args,
  io: Io,
): Promise<void> {
  for (let i = 1; i <= frames; i++) {
    let timer: NodeJS.Timeout | undefined;
    const second = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), 1000);
    });
    const isOver = await Promise.race([second, ended.then(() => true)]);
    clearTimeout(timer);
    player.seek(Infinity);
    printPicture(player, args, io);
    if (isOver) return;
    if (i < frames) io.out('\n');
  }
}

function paceOf(args: Args): number | undefined {
  const pace = args.time('speed');
  if (pace === 0) throw new UsageError('--speed: expected a time from 1 ns on, received 0');
  return pace;
}

function filterOf(args: Args): Filter {
  const filter = parseFilter(args.text('filter') ?? '');
  if ('problem' in filter) throw new UsageError(`--filter: ${filter.problem}`);
  return filter.text === '' ? EVERYTHING : filter;
}
