/**
 * Plays a game by an official client of tRPC, whose folder is told, and loses its connection on the way:
 * `node play.mjs <folder> <url>`. Prints as JSON what both players heard.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

const [folder, url] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { createTRPCClient, createWSClient, wsLink } = await import(
  pathToFileURL(require.resolve('@trpc/client')).href
);

const MOVES = [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2]]; // prettier-ignore

async function player(alias) {
  const response = await fetch(`${url}/trpc/sessions.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alias }),
  });
  const { token } = (await response.json()).result.data;
  const sockets = [];
  class Socket extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  }
  const connection = createWSClient({
    url: `${url.replace('http', 'ws')}/trpc`,
    WebSocket: Socket,
    connectionParams: () => ({ token }),
    retryDelayMs: () => 20,
  });
  const api = createTRPCClient({ links: [wsLink({ client: connection })] });
  return { api, connection, cut: () => sockets.at(-1)?.terminate() };
}

function follow({ api }, gameId) {
  const heard = [];
  const errors = [];
  api.games.events.subscribe(
    { gameId, lastEventId: '0' },
    {
      onData: ({ id, data }) => heard.push([Number(id), data.type]),
      onError: (error) => errors.push(error.message),
    },
  );
  return { heard, errors };
}

async function until(isSo) {
  for (let tries = 0; tries < 500; tries += 1) {
    if (isSo()) return;
    await sleep(20);
  }
  throw new Error('It never came.');
}

/** Old clients give up a call whose connection has gone: the operation id makes it safe to ask again. */
async function again(call) {
  const operationId = randomUUID();
  for (let tries = 0; ; tries += 1) {
    try {
      return await call(operationId);
    } catch (error) {
      if (error.data || tries === 100) throw error;
      await sleep(20);
    }
  }
}

const ann = await player('Ann');
const bea = await player('Bea');
const gameId = randomUUID();
await ann.api.games.createGame.mutate({ gameId });
await ann.api.games.joinGame.mutate({ gameId });
const early = [follow(ann, gameId)];
await bea.api.games.joinGame.mutate({ gameId });
// More than a batch of calls may have: all of them come back in one message.
const many = Array.from({ length: 12 }, () => follow(bea, gameId));
const marks = ({ heard }) => heard.filter(([, type]) => type === 'MarkPlaced').length;

for (const [index, [x, y]] of MOVES.entries()) {
  const { api } = index % 2 === 0 ? ann : bea;
  await again((operationId) => api.games.placeMark.mutate({ gameId, x, y, operationId }));
  if (index === 1) bea.cut();
  if (index === 2) {
    await until(() => many.every((each) => marks(each) > index));
    ann.cut();
  }
}
await until(() => [...early, ...many].every((each) => each.heard.some(([, type]) => type === 'GameEnded')));
// A refusal is told live, at the position of the event before it.
const [annHeard, beaHeard] = structuredClone([early[0], many]);
const refusal = await ann.api.games.placeMark
  .mutate({ gameId, x: 0, y: 0 })
  .catch((error) => error.data?.reason);
const game = await bea.api.games.getGame.query({ gameId });
console.log(JSON.stringify({ ann: annHeard, bea: beaHeard, refusal, stage: (game.game ?? game).stage }));
process.exit(0);
