/**
 * A second game is a copied folder with another word in its `scope.ts`. This copies `games` for real, has the compiler
 * read the copy, and plays both beside each other on one file.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GameId, modules, UserId } from '@tic-tac-toe/domain';
import { type Application, createApplication, keptForever, type Module } from '@tic-tac-toe/domain/kit';
import { virtualClock, type VirtualClock } from '@tic-tac-toe/domain/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open, temporaryFile } from './testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const domain = `${root}packages/domain/src`;
const copy = `${domain}/__draughts`;
const settings = { turnTimeout: 20_000, sessionLifetime: 1_000_000 };
const YEAR_MS = 365 * 86_400_000;
const [ann, bea] = [UserId.parse(randomUUID()), UserId.parse(randomUUID())];

interface CopiedGame {
  readonly gamesModule: (settings: { readonly turnTimeout: number }) => Module<'draughts'>;
}
let draughts: Module<'draughts'>;
let complaints: string;

const isRule = (path: string) => !path.endsWith('.test.ts') && !path.endsWith('/testing');

beforeAll(async () => {
  cpSync(`${domain}/games`, copy, { recursive: true, filter: isRule });
  const scope = readFileSync(`${copy}/scope.ts`, 'utf8');
  writeFileSync(`${copy}/scope.ts`, scope.replace(`scope('games')`, `scope('draughts')`));
  complaints = compile();
  const copied = (await import(pathToFileURL(`${copy}/module.ts`).href)) as CopiedGame;
  draughts = copied.gamesModule(settings);
}, 60_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** @returns what the compiler says of the domain with the copy in it */
function compile(): string {
  try {
    execFileSync(`${root}node_modules/.bin/tsc`, ['-p', `${root}packages/domain/tsconfig.src.json`]);
    return '';
  } catch (error) {
    return String((error as { readonly stdout?: unknown }).stdout);
  }
}

/** The product and the copy, on a file; `prune` goes on until there is no more. */
async function start() {
  const all = [...modules(settings), draughts];
  const kept = keptForever(all.map(({ contract }) => contract));
  const { store, reader, log, prune } = open(temporaryFile(), { kept });
  const clock: VirtualClock = virtualClock(Date.UTC(2026, 0, 1));
  const defer = (work: () => void) => void setImmediate(work);
  const app = createApplication({
    modules: all,
    ports: { store, reader, log, clock, newId: randomUUID, defer },
  });
  await app.start();
  const pruneAll = async (now: number) => {
    while ((await prune({ now })).more);
  };
  return { app, store, log, clock, pruneAll };
}

/** Executes a command of one of the two modules by its short name. */
const playing =
  (app: Application, module: string, gameId: GameId) =>
  async (actor: UserId, type: string, at: object = {}) => {
    const message = { kind: 'command', name: `${module}.${type}`, type, data: { gameId, ...at } } as const;
    expect(await app.execute(message, { actor })).toMatchObject({ ok: true });
  };

/** A game that both have joined. */
async function begin(app: Application, module: string, gameId: GameId) {
  const say = playing(app, module, gameId);
  await say(ann, 'CreateGame');
  await say(ann, 'JoinGame');
  await say(bea, 'JoinGame');
  return say;
}

const MOVES = [
  [ann, 0, 0],
  [bea, 0, 1],
  [ann, 1, 0],
  [bea, 1, 1],
  [ann, 2, 0],
] as const;

test('a copy of the games under another name compiles', () => {
  expect(complaints).toBe('');
});

test('both play beside each other, a game of the same id too, and each keeps its history past a prune a year ahead', async () => {
  const { app, log, pruneAll, clock } = await start();
  const gameId = GameId.parse(randomUUID());
  const both = [await begin(app, 'games', gameId), await begin(app, 'draughts', gameId)];
  for (const [actor, x, y] of MOVES) for (const say of both) await say(actor, 'PlaceMark', { x, y });

  const history = async (module: string) =>
    (await log.read(`${module}/${gameId}`, 0, 100)).map(({ name, type }) => [name, type]);
  const [first, second] = [await history('games'), await history('draughts')];
  expect(first).toHaveLength(20);
  expect(first.at(-1)).toEqual(['games.GameEnded', 'GameEnded']);
  expect(second).toEqual(first.map(([, type]) => [`draughts.${type}`, type]));

  await app.stop();
  await pruneAll(clock.now() + YEAR_MS);
  expect([await history('games'), await history('draughts')]).toEqual([first, second]);
  expect([await log.floor(`games/${gameId}`), await log.floor(`draughts/${gameId}`)]).toEqual([0, 0]);
  expect(await log.floor('users')).toBeGreaterThan(0);
});

test('each has clocks of its own: a game that ends stops that of no other', async () => {
  const { app, store, log, clock } = await start();
  const gameId = GameId.parse(randomUUID());
  const say = await begin(app, 'games', gameId);
  await begin(app, 'draughts', gameId);
  const clocks = async () =>
    (await store.timersDue(clock.now() + settings.turnTimeout, 10)).map(({ key }) => key).toSorted();
  expect(await clocks()).toEqual([`draughts.turn/${gameId}`, `games.turn/${gameId}`]);

  for (const [actor, x, y] of MOVES) await say(actor, 'PlaceMark', { x, y });
  expect(await clocks()).toEqual([`draughts.turn/${gameId}`, `games.cleaning/${gameId}`]);

  await clock.moveTo(clock.now() + settings.turnTimeout);
  const last = async () => (await log.read(`draughts/${gameId}`, 0, 100)).at(-1);
  const lost = { name: 'draughts.GameEnded', data: { result: 'ABORTED', reason: 'TURN_TIMEOUT' } };
  await expect.poll(last).toMatchObject(lost);
  await app.stop();
});
