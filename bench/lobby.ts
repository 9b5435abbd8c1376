/**
 * `npm run bench:lobby`: what a move costs the server while many are in the lobby. As many games as is said are played on the
 * built server, with nobody in the lobby, with pages that are told its lists, and with pages that ask for them every five
 * seconds, as they did before there was a feed. Games begin and end all the time, so that there is always something to tell.
 *
 *   npm run bench:lobby -- --rounds 4 --games 50 --pages 1000 --seconds 10
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../tests/support/free-port.ts';
import { startProbedServer } from '../tests/support/probed-server.ts';
import { inTurns, middle } from './in-turns.ts';
import { NO_LIMITS, startChild } from './wire/child.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '4' },
    games: { type: 'string', default: '50' },
    pages: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
  },
});
const [rounds, games] = [Number(values.rounds), Number(values.games)];
const [pages, seconds] = [Number(values.pages), Number(values.seconds)];

const LOAD = fileURLToPath(new URL('./wire/load.ts', import.meta.url));
const LOBBY = fileURLToPath(new URL('./wire/lobby-load.ts', import.meta.url));
const WARM_UP_MS = 6_000;
/** Of a player, before each move: so that there are as many moves whatever else the server does. */
const THINK_MS = 200;

type Variant = 'nobody' | 'told' | 'asking';

interface Measured {
  /** Microseconds of the server's processor for each move, the lobby's share included. */
  readonly cpu: number;
  readonly movesPerSecond: number;
  /** Messages or answers to all pages of the lobby. */
  readonly heardPerSecond: number;
}

async function measure(how: Variant): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-'));
  const port = await freePort();
  try {
    await using server = await startProbedServer(port, {
      DATABASE_FILE: join(folder, 'bench.sqlite'),
      ...NO_LIMITS,
    });
    await using lobby = startChild(LOBBY, { port, how, pages: how === 'nobody' ? 0 : pages });
    await lobby.hear();
    const heard = async () => {
      lobby.tell('how much');
      return (await lobby.hear<{ heard: number }>()).heard;
    };
    await using load = startChild(LOAD, {
      urls: [`ws://127.0.0.1:${port}/trpc`],
      signInUrl: `http://127.0.0.1:${port}/trpc/sessions.start`,
      games,
      warmUpMs: WARM_UP_MS,
      measuredMs: seconds * 1_000,
      thinkMs: THINK_MS,
    });
    await load.hear();
    load.tell('go');
    await load.hear();
    const [before, heardBefore] = [await server.ask('look'), await heard()];
    load.tell('go');
    await load.hear();
    const [after, heardAfter] = [await server.ask('look'), await heard()];
    load.tell('go');
    const measured = await load.hear<{ moves: number; seconds: number }>();
    return {
      cpu: (after.cpuMicroseconds - before.cpuMicroseconds) / measured.moves,
      movesPerSecond: measured.moves / measured.seconds,
      heardPerSecond: (heardAfter - heardBefore) / measured.seconds,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const VARIANTS: readonly Variant[] = ['nobody', 'told', 'asking'];
const all = await inTurns(VARIANTS, rounds, measure);

const figures = (variant: Variant, of: keyof Measured) => all.map((round) => round.get(variant)?.[of] ?? NaN);
console.log(`server time a move, ${games} games, ${pages} pages in the lobby, beside a lobby with nobody:`);
const nobody = figures('nobody', 'cpu');
for (const variant of VARIANTS) {
  const cpu = figures(variant, 'cpu');
  const ratios = cpu.map((each, round) => each / (nobody[round] ?? NaN));
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  const [moves, heard] = [figures(variant, 'movesPerSecond'), figures(variant, 'heardPerSecond')];
  console.log(
    `  ${variant}: ${middle(cpu).toFixed(0)} µs, ratio ${middle(ratios).toFixed(2)} (rounds: ${each}), at ${middle(moves).toFixed(0)} moves/s; ${middle(heard).toFixed(0)} messages or answers/s`,
  );
}
