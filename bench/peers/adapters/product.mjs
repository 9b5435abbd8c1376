// The product as it ships (validated, receipts, log, synchronous=FULL), driven by its messages over a plain `ws` client. Limits are
// raised, since all players share one address. PRODUCT names another built checkout, to compare with.
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import WebSocket from 'ws';
import { thinSubscriber } from '../lib/thin.mjs';

export const label = 'this product, durable';
const home = process.env.PRODUCT ?? fileURLToPath(new URL('../../..', import.meta.url));
const many = '100000000';
const folder = mkdtempSync(join(tmpdir(), 'bench-product-'));
const file = join(folder, 'bench.sqlite');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export const server = {
  args: [join(home, 'apps/server/dist/main.js')],
  env: {
    DATABASE_FILE: file,
    LOG_LEVEL: 'warn',
    TURN_TIMEOUT_MS: '600000',
    LIMIT_CALLS_PER_USER: many,
    LIMIT_CALLS_PER_ADDRESS: many,
    LIMIT_SIGN_INS_PER_ADDRESS: many,
    LIMIT_CONNECTIONS_PER_ADDRESS: many,
    LIMIT_SUBSCRIPTIONS_PER_USER: '100000',
    LIMIT_SUBSCRIPTIONS_PER_CONNECTION: '100000',
    LIMIT_SUBSCRIPTIONS_PER_ADDRESS: '1000000',
    LIMIT_CONNECTIONS_PER_USER: '100000',
  },
};

/** Bytes of the closed file for each game in it; hardly any of them is unfinished. */
export function bytesPerGame() {
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const { count } = db.prepare("select count(*) as count from states where kind = 'games.game'").get();
  db.close();
  return statSync(file).size / count;
}

/** The next server begins with an empty file. */
export function forget() {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(`${file}${suffix}`, { force: true });
}

/** An id as the product's client makes it: of version 7, which begins with the time. */
function newUuid() {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

let aliases = 0;
export async function signIn(url) {
  const response = await fetch(`${url}/trpc/sessions.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alias: `p${process.pid}-${++aliases}` }),
  });
  const body = await response.json();
  if (!body.result) throw new Error(JSON.stringify(body));
  return { token: body.result.data.token, id: body.result.data.user.id };
}

export async function connectPlayer(url) {
  const { token } = await signIn(url);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc?connectionParams=1`, {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }));
  const listeners = new Map();
  let update = () => {};
  let ids = 0;
  socket.on('message', (raw) => {
    const text = String(raw);
    if (text === 'PING') return socket.send('PONG');
    if (text === 'PONG') return;
    const message = JSON.parse(text);
    for (const one of Array.isArray(message) ? message : [message]) {
      if (one.error) throw new Error(one.error.message);
      listeners.get(one.id)?.(one.result, one.id);
    }
  });
  const send = (method, path, input, listener) => {
    const id = ++ids;
    listeners.set(id, listener);
    socket.send(JSON.stringify({ id, method, params: { path, input } }));
    return id;
  };
  const mutate = (path, input) =>
    new Promise((resolve) => {
      send('mutation', path, { ...input, operationId: newUuid() }, ({ data }, id) => {
        listeners.delete(id);
        resolve(data);
      });
    });
  let stop = null;
  const follow = (game) =>
    new Promise((resolve) => {
      stop?.();
      let moves = 0;
      const id = send(
        'subscription',
        'games.events',
        { gameId: game, lastEventId: '0' },
        ({ type, data }) => {
          if (type === 'started') return resolve(game);
          if (type !== 'data') return;
          const event = data.data.type ? data.data : data;
          if (event.type === 'MarkPlaced') moves += 1;
          else if (event.type === 'WaitingForPlayerPlay' && moves > 0) update({ game, moves, over: false });
          else if (event.type === 'GameEnded') update({ game, moves, over: true });
        },
      );
      stop = () => {
        socket.send(JSON.stringify({ id, method: 'subscription.stop' }));
        listeners.delete(id);
      };
    });
  return {
    async open() {
      const gameId = newUuid();
      await mutate('games.createGame', { gameId });
      await mutate('games.joinGame', { gameId });
      return gameId;
    },
    sit: (gameId) => mutate('games.joinGame', { gameId }),
    async createGame() {
      const gameId = newUuid();
      await mutate('games.createGame', { gameId });
      await mutate('games.joinGame', { gameId });
      return follow(gameId);
    },
    async join(gameId) {
      await mutate('games.joinGame', { gameId });
      return follow(gameId);
    },
    place: (gameId, cell) => mutate('games.placeMark', { gameId, x: cell % 3, y: Math.floor(cell / 3) }),
    onUpdate: (listener) => {
      update = listener;
    },
    close: () => socket.close(),
  };
}

// Watchers: all watch the same dozen games; a publish is one move, three events to each watcher; the last of the three counts as
// the arrival. Idle: one game each connection (PRODUCT_GAMES=1).
const GAMES = Number(process.env.PRODUCT_GAMES ?? 12);
const DRAW = [0, 1, 2, 4, 3, 5, 7, 6, 8];
let stage;
let watched = 0;
const watchers = [];
async function setStage(url) {
  const games = [];
  const pairs = [];
  for (let i = 0; i < GAMES; i++) {
    // a pair for each: the open games of one player are limited
    const pair = [await connectPlayer(url), await connectPlayer(url)];
    const game = await pair[0].open();
    await pair[1].sit(game);
    games.push(game);
    pairs.push(pair);
  }
  return { games, pairs };
}
export const subscribe = async (url, onEvent) => {
  const { games } = await (stage ??= setStage(url));
  const { token } = await (watchers[watched++ >> 4] ??= signIn(url)); // sixteen connections each
  let started = 0;
  return thinSubscriber(`${url.replace('http', 'ws')}/trpc?connectionParams=1`, onEvent, {
    opened: (socket) => {
      socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }));
      games.forEach((gameId, id) =>
        socket.send(
          JSON.stringify({
            id: id + 1,
            method: 'subscription',
            params: { path: 'games.events', input: { gameId } },
          }),
        ),
      );
    },
    ready: (text) => (started += text.split('"started"').length - 1) === games.length,
    control: (raw, socket) => {
      if (raw.includes('"error"')) throw new Error(String(raw));
      if (raw.length > 8) return !(raw.includes('WaitingForPlayerPlay') || raw.includes('GameEnded'));
      if (String(raw) === 'PING') socket.send('PONG');
      return true;
    },
  });
};
export async function connectPublisher() {
  const { games, pairs } = await stage;
  let n = 0;
  return {
    publish: () => {
      const game = games[Math.floor(n / 9)];
      if (!game) throw new Error('more moves than games: raise PRODUCT_GAMES');
      const move = n++ % 9;
      return pairs[games.indexOf(game)][move % 2].place(game, DRAW[move]);
    },
    close: () => pairs.flat().forEach((player) => player.close()),
  };
}
