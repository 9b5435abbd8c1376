/**
 * The load, a process of its own: pairs of players who play one scripted game after the other, each move sent
 * as soon as its turn is seen. Prints what it measured as one line of JSON.
 */
import { randomUUID } from 'node:crypto';
import { type Connection, connect } from './connection.ts';

/** A game that fills the board and ends in a draw: nine moves. */
const SCRIPT = [
  [0, 0], [1, 0], [2, 0], [1, 1], [0, 1], [2, 1], [1, 2], [0, 2], [2, 2],
] as const; // prettier-ignore

interface Options {
  /** Of the servers: of two players of a game, each is at the next one. */
  readonly urls: readonly string[];
  readonly games: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** How long a player thinks before a move, in milliseconds: not at all, where it is not said. */
  readonly thinkMs?: number;
  /** Where players sign in; without it they are whoever they say. */
  readonly signInUrl: string | null;
}

interface Player {
  readonly id: string;
  readonly connection: Connection;
}

const options = JSON.parse(process.argv[2] ?? '{}') as Options;
const latencies: number[] = [];
let isMeasuring = false;
let isOver = false;

async function signIn(alias: string): Promise<{ readonly id: string; readonly token: string }> {
  if (!options.signInUrl) {
    const id = randomUUID();
    return { id, token: id };
  }
  const response = await fetch(options.signInUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alias }),
  });
  const body = (await response.json()) as { result?: { data: { user: { id: string }; token: string } } };
  if (!body.result) throw new Error(`sign-in of ${alias}: ${JSON.stringify(body)}`);
  return { id: body.result.data.user.id, token: body.result.data.token };
}

let connected = 0;

async function player(alias: string): Promise<Player> {
  const { id, token } = await signIn(alias);
  const url = options.urls[connected % options.urls.length] ?? '';
  connected += 1;
  return { id, connection: await connect(url, token) };
}

interface GameEvent {
  readonly type: string;
  readonly data: { readonly playerId?: string; readonly turn?: number };
}

/** tRPC puts a tracked value in an envelope; a bare server does not. */
const eventOf = (received: unknown): GameEvent =>
  (received as { data: { type?: string } }).data.type === undefined
    ? (received as GameEvent)
    : (received as { data: GameEvent }).data;

async function playOne(players: readonly [Player, Player]): Promise<void> {
  const gameId = randomUUID();
  const stops: (() => void)[] = [];
  const sentAt: number[] = [];
  const seen: number[] = SCRIPT.map(() => 0);
  const marks = [0, 0];

  await players[0].connection.call('games.createGame', { gameId, operationId: randomUUID() });
  await new Promise<void>((resolve, reject) => {
    let ended = 0;
    const follow = (index: 0 | 1) =>
      players[index].connection.subscribe('games.events', { gameId, lastEventId: '0' }, (received) => {
        const { type, data } = eventOf(received);
        if (type === 'MarkPlaced') {
          const move = marks[index] ?? 0;
          marks[index] = move + 1;
          seen[move] = (seen[move] ?? 0) + 1;
          if (seen[move] === 2 && isMeasuring) latencies.push(performance.now() - (sentAt[move] ?? 0));
        } else if (type === 'WaitingForPlayerPlay' && data.playerId === players[index].id) {
          const move = (data.turn ?? 1) - 1;
          const [x, y] = SCRIPT[move] ?? [0, 0];
          const place = () => {
            sentAt[move] = performance.now();
            players[index].connection
              .call('games.placeMark', { gameId, x, y, operationId: randomUUID() })
              .catch(reject);
          };
          if (options.thinkMs === undefined) place();
          else setTimeout(place, options.thinkMs);
        } else if (type === 'GameEnded') {
          ended += 1;
          if (ended === 2) resolve();
        }
      });
    const begin = async () => {
      stops.push(await follow(0), await follow(1));
      await players[0].connection.call('games.joinGame', { gameId, operationId: randomUUID() });
      await players[1].connection.call('games.joinGame', { gameId, operationId: randomUUID() });
    };
    begin().catch(reject);
  });
  for (const stop of stops) stop();
}

async function playUntilOver(players: readonly [Player, Player]): Promise<void> {
  while (!isOver) await playOne(players);
}

const ask = (question: string): Promise<unknown> =>
  new Promise((resolve) => {
    process.once('message', resolve);
    process.send?.(question);
  });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const pairs: (readonly [Player, Player])[] = [];
for (let index = 0; index < options.games; index += 1) {
  const suffix = `${process.pid}-${index}`;
  pairs.push([await player(`a${suffix}`), await player(`b${suffix}`)]);
}
await ask('connected');
const playing = Promise.all(pairs.map(playUntilOver));
await pause(options.warmUpMs);
await ask('begin');
isMeasuring = true;
const began = performance.now();
await pause(options.measuredMs);
isMeasuring = false;
const seconds = (performance.now() - began) / 1000;
await ask('end');
isOver = true;
await Promise.race([playing, pause(5_000)]);

latencies.sort((a, b) => a - b);
const quantile = (share: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
process.send?.({ moves: latencies.length, seconds, p50: quantile(0.5), p99: quantile(0.99) });
process.exit(0);
