/**
 * Plays classic games through the kit, on the store in memory or on SQLite, and prints as JSON what a move has cost.
 * `store.bench.ts` bundles it with the packages of the checkout that it measures: `node store-games.js <store> <games> <moves>`.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@tic-tac-toe/db';
import { games, modules, UserId, users } from '@tic-tac-toe/domain';
import { createApplication, keptForever, memoryStore, shapesOf, SYSTEM } from '@tic-tac-toe/domain/kit';
import SQLite from 'better-sqlite3';

const [kind = '', count = '', enough = ''] = process.argv.slice(2);

/** An ended game is cleaned up after ten seconds. */
const UNTIL_CLEANED_MS = 11_000;
/** Moves before it is measured, as a share of those that are. */
const WARM = 0.5;

const product = modules({ turnTimeout: 600_000, sessionLifetime: 86_400_000 });
const folder = mkdtempSync(join(tmpdir(), 'store-bench-'));
const file = join(folder, 'games.sqlite');
const database =
  kind === 'memory'
    ? { ...memoryStore(), close: () => Promise.resolve() }
    : openDatabase({
        file,
        kept: keptForever(product.map(({ contract }) => contract)),
        shapes: shapesOf(product),
      });
/** By how much the clock is ahead of the machine's. */
let ahead = 0;
const app = createApplication({
  modules: product,
  ports: {
    store: database.store,
    reader: database.reader,
    log: database.log,
    clock: {
      now: () => Date.now() + ahead,
      alarm(at, wake) {
        const timer = setTimeout(wake, Math.max(0, Math.min(at - Date.now() - ahead, 1_000)));
        return () => clearTimeout(timer);
      },
    },
    newId: randomUUID,
    defer: (work) => void setImmediate(work),
  },
});
await app.start();

type Command = Parameters<typeof app.execute>[0];
type Player = ReturnType<typeof UserId.parse>;
async function does(actor: Player, command: Command): Promise<void> {
  const outcome = await app.execute(command, { actor, operationId: randomUUID() });
  if (!outcome.ok) throw new Error(`${command.type} was refused: ${outcome.rejection.reason}`);
}

/** The cells of complete games, of each length from five to nine marks. */
const GAMES = [
  [0, 3, 1, 4, 2],
  [0, 2, 1, 4, 3, 6],
  [0, 1, 3, 4, 2, 5, 6],
  [0, 3, 1, 4, 8, 7, 6, 5],
  [0, 1, 2, 4, 3, 5, 7, 6, 8],
] as const;

const now = () => performance.now();
const took: number[] = [];
let moves = 0;
let finished = 0;
let isOver = false;

async function playOn(table: number): Promise<void> {
  const players = [UserId.parse(randomUUID()), UserId.parse(randomUUID())] as const;
  for (const [seat, id] of players.entries())
    await does(SYSTEM, users.commands.createUser({ id, alias: `${table} ${seat}` }));
  for (let round = table; !isOver; round += 1) {
    const { gameId } = games.commands.createGame.schema.parse({ gameId: randomUUID() });
    await does(players[0], games.commands.createGame({ gameId }));
    for (const player of players) await does(player, games.commands.joinGame({ gameId }));
    for (const [turn, cell] of (GAMES[round % GAMES.length] ?? GAMES[0]).entries()) {
      const began = now();
      const at = { gameId, x: cell % 3, y: Math.floor(cell / 3) };
      await does(players[turn % 2 === 0 ? 0 : 1], games.commands.placeMark(at));
      took.push(now() - began);
      moves += 1;
    }
    finished += 1;
  }
}

/** Resolves when so many moves were made. */
async function made(enoughMoves: number): Promise<void> {
  while (moves < enoughMoves) await new Promise((resolve) => setTimeout(resolve, 20));
}

const tables = Array.from({ length: Number(count) }, (_, table) => playOn(table));
await made(WARM * Number(enough));
took.length = moves = 0;
const [began, cpu] = [now(), process.cpuUsage()];
await made(Number(enough));
const { user, system } = process.cpuUsage(cpu);
const measured = { moves, seconds: (now() - began) / 1_000, latencies: took.toSorted((a, b) => a - b) };
isOver = true;
await Promise.all(tables);
// The timers of the last games ring, too.
ahead = UNTIL_CLEANED_MS;
await new Promise((resolve) => setTimeout(resolve, 1_500));
await app.stop();
await database.close();

/** Bytes in the file, and how they are spread over tables and indexes. */
function bytesOfFile() {
  const client = new SQLite(file, { readonly: true });
  const pages = client.pragma('page_count', { simple: true }) as number;
  const free = client.pragma('freelist_count', { simple: true }) as number;
  const size = client.pragma('page_size', { simple: true }) as number;
  const parts = client
    .prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC')
    .all() as readonly { readonly name: string; readonly bytes: number }[];
  client.close();
  return { file: pages * size, free: free * size, parts };
}
const bytes = kind === 'memory' ? null : bytesOfFile();
rmSync(folder, { recursive: true });
const at = (share: number) => measured.latencies[Math.floor(measured.latencies.length * share)] ?? NaN;
console.log(
  JSON.stringify({
    cpu: (user + system) / measured.moves,
    perSecond: measured.moves / measured.seconds,
    p50: at(0.5),
    p99: at(0.99),
    games: finished,
    bytes: bytes && bytes.file / finished,
    parts: bytes?.parts.map(({ name, bytes: of }) => [name, Math.round(of / finished)]),
  }),
);
