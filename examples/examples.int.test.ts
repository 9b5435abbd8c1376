/** The examples as developers start them, beside a server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newId } from '@tic-tac-toe/api';
import { createClient } from '@tic-tac-toe/api/client';
import { GameId, takesMark } from '@tic-tac-toe/domain/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../tests/support/free-port.ts';
import { type ServerProcess, startServer } from '../tests/support/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
let server: ServerProcess;
let url: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  const port = await freePort();
  server = await startServer(port, { DATABASE_FILE: join(folder, 'examples.sqlite') });
  url = `http://127.0.0.1:${port}/trpc`;
});

afterEach(() => {
  for (const child of running.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function run(example: string, args: readonly string[] = [], serverUrl = url) {
  const script = fileURLToPath(new URL(`${example}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, SERVER_URL: serverUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const closed = once(child, 'close');
  return {
    child,
    /** It has said this. */
    async said(text: string) {
      while (!out.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended: ${out}${err}`);
        await setTimeout(10);
      }
    },
    async end() {
      await closed;
      return { code: child.exitCode, out, err };
    },
  };
}

test('play: two players play a whole game, whose events are seen in order', async () => {
  const { code, out, err } = await run('play').end();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const events = [...out.matchAll(/^(\d+) (\w+)/gm)];
  const turn = ['WaitingForPlayerPlay', 'MarkPlaced', 'BoardUpdated'];
  expect(events.map(([, , type]) => type)).toEqual(
    ['PlayerJoinedAGame', 'PlayerJoinedAGame', 'GameStarted'].concat(
      turn,
      turn,
      turn,
      turn,
      turn,
      'GameEnded',
    ),
  );
  const positions = events.map(([, id]) => Number(id));
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  expect(out).toContain('Bea comes too late.\n');
});

async function signIn(alias: string) {
  const { token, user } = await createClient({ url }).api.sessions.start.mutate({ alias });
  return { api: createClient({ url, token }).api, user };
}
type SignedIn = Awaited<ReturnType<typeof signIn>>;

/** Whoever had it has signed out. */
async function expectFree(alias: string) {
  const { api } = await signIn(alias);
  await api.sessions.end.mutate();
}

async function invite({ api }: SignedIn, alias: string, gameId: GameId) {
  for (;;) {
    const { users } = await api.users.getUsersOnline.query();
    const invited = users.find((user) => user.alias === alias);
    if (invited) return api.users.inviteUser.mutate({ userId: invited.id, gameId });
    await setTimeout(10);
  }
}

const squares = Array.from({ length: 81 }, (_, n) => ({ x: n % 9, y: Math.floor(n / 9) }));

/** Marks the first square that is free, whenever it is this player's turn, until the game has ended. */
async function play({ api, user }: SignedIn, gameId: GameId) {
  for (;;) {
    const { game } = await api.games.getGame.query({ gameId });
    if (game.stage === 'Ended') return;
    if (game.stage === 'InProgress' && game.playerId === user.id) {
      const { board } = game;
      const free = squares.find((at) => takesMark(board, at)) ?? { x: -1, y: -1 };
      await api.games.placeMark.mutate({ gameId, ...free });
    }
    await setTimeout(20);
  }
}

async function rematchOf({ api }: Awaited<ReturnType<typeof signIn>>, gameId: GameId): Promise<GameId> {
  for (;;) {
    const { game } = await api.games.getGame.query({ gameId });
    if (game.stage === 'Ended' && game.rematch !== undefined) return game.rematch;
    await setTimeout(10);
  }
}

test('bot and watch: a game is played and told, and both have signed out at the end', async () => {
  const gameId = newId(GameId);
  const ann = await signIn('Ann');
  await ann.api.games.createGame.mutate({ gameId });
  await ann.api.games.joinGame.mutate({ gameId });

  const bot = run('bot');
  const watch = run('watch', [`<http://localhost/games/${gameId.toUpperCase()}/>.`]);
  await watch.said('The game waits for players.\n');
  await invite(ann, 'Perfect Bot', gameId);
  await play(ann, gameId);

  const { out, ...end } = await watch.end();
  expect(end).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    'Perfect Bot has joined.\nThe game begins.\nAnn has 20 s to move.\n' +
      'Ann marks row 1, column 1.\n  X · ·\n  · · ·\n  · · ·\nPerfect Bot has 20 s to move.\n',
  );
  expect(out).toMatch(/\n(Perfect Bot wins|It is a draw)\.\n$/);
  await expectFree('Watcher');

  await bot.said('is over');
  await ann.api.games.offerRematch.mutate({ gameId });
  await bot.said(`Playing ${await rematchOf(ann, gameId)}`);
  bot.child.kill('SIGINT');
  expect(await bot.end()).toMatchObject({ code: 0, err: '' });
  await expectFree('Perfect Bot');

  // What has ended is told at once.
  const again = await run('watch', [gameId]).end();
  expect(again).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^ {2}X.*\.\n$/s) });
});

test('an ultimate game: the bot declines it, and watch draws its nine boards', async () => {
  const gameId = newId(GameId);
  const [ann, bea] = [await signIn('Ann of nine'), await signIn('Bea of nine')];
  await ann.api.games.createGame.mutate({ gameId, rules: 'ultimate' });
  await ann.api.games.joinGame.mutate({ gameId });
  const bot = run('bot');
  const watch = run('watch', [gameId]);
  await watch.said('The game waits for players.\n');
  await invite(ann, 'Perfect Bot', gameId);
  await bot.said(`Declined ${gameId}: only classic games are played here.\n`);

  await bea.api.games.joinGame.mutate({ gameId });
  await ann.api.games.placeMark.mutate({ gameId, x: 4, y: 3 });
  await bea.api.games.resign.mutate({ gameId });
  const { out, ...end } = await watch.end();
  expect(end).toEqual({ code: 0, err: '' });
  expect(out).toContain('Ann of nine has 20 s to move, in any board that is open.\n');
  const empty = '  · · ·   · · ·   · · ·';
  const marked = [empty, empty, empty, '', '  · · ·   · X ·   · · ·', empty, empty, '', empty, empty, empty];
  expect(out).toContain(
    `Ann of nine marks row 4, column 5.\n${marked.join('\n')}\n` +
      'Bea of nine has 20 s to move, in the board of row 1, column 2.\n',
  );
  bot.child.kill('SIGINT');
  await bot.end();
});

describe('what goes wrong is told in a sentence', () => {
  test('a game that does not exist, and the watcher has signed out', async () => {
    const end = await run('watch', [newId(GameId)]).end();
    expect(end).toEqual({ code: 1, out: '', err: 'Game not found.\n' });
    await expectFree('Watcher');
  });

  test('a game that has no id', async () => {
    const end = await run('watch', ['tic-tac-toe']).end();
    expect(end).toMatchObject({ code: 1, err: expect.stringMatching(/^Which game\? .*\n$/) });
  });

  test('an alias that is too long', async () => {
    const end = await run('bot', ['x'.repeat(21)]).end();
    expect(end).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^alias: .*\.\n$/) });
  });

  test.each(['bot', 'watch'])('no server, to %s', async (example) => {
    const nowhere = `http://127.0.0.1:${await freePort()}/trpc`;
    expect(await run(example, [newId(GameId)], nowhere).end()).toEqual({
      code: 1,
      out: '',
      err: `No server answers at ${nowhere}: npm start starts one, and SERVER_URL names another one.\n`,
    });
  });
});
