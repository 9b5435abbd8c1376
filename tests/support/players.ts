import { newId } from '@tic-tac-toe/api';
import { type Client, createClient } from '@tic-tac-toe/api/client';
import { evolve, type Game, GameId, type UserId } from '@tic-tac-toe/domain/contracts';
import { WebSocket } from 'ws';

/** Nine moves that fill the board, or the first seven, which win: both ways to end a game are played. */
const DRAW = ['00', '10', '20', '11', '01', '21', '12', '02', '22'];
const WIN = ['00', '10', '11', '20', '22'];

/** What the server has acknowledged, and what it has told: to be found again in the log. */
export interface Witness {
  readonly acknowledged: { readonly operationId: string; readonly position: number }[];
  /** By subscription: one player's view of one game. */
  readonly heard: { readonly gameId: GameId; readonly after: number; readonly positions: number[] }[];
  /** When each move was sent, and how many milliseconds later both players had it. */
  readonly moves: { readonly at: number; readonly took: number }[];
  finished: number;
  /** Calls that were sent again, since they were not answered. */
  repeated: number;
  /** Is called each time that a player hears of anything. */
  readonly onHeard: (player: UserId) => void;
}

export const createWitness = (onHeard: Witness['onHeard'] = () => {}): Witness => ({
  acknowledged: [],
  heard: [],
  moves: [],
  finished: 0,
  repeated: 0,
  onHeard,
});

interface Player {
  readonly id: UserId;
  readonly client: Client;
  readonly token: string;
}

const uuid = { parse: (value: string) => value };
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param from the address that a trusted proxy says the player comes from: limits are per address */
export async function signIn(url: string, alias: string, from?: string): Promise<Player> {
  const headers = from === undefined ? {} : { 'x-forwarded-for': from };
  class Socket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const forwarded: typeof fetch = (input, init) => {
    const all = new Headers(init?.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return fetch(input, { ...init, headers: all });
  };
  const options = { url, WebSocket: Socket, fetch: forwarded };
  const { user, token } = await createClient(options).api.sessions.start.mutate({ alias });
  return { id: user.id, client: createClient({ ...options, token }), token };
}

/**
 * Asks until there is an answer, always with the same operation id: what a patient player does. A refusal is
 * an answer, and here it is an error: a scripted move is always legal.
 */
async function insist(
  witness: Witness,
  ask: (operationId: string) => Promise<{ readonly position: number }>,
) {
  const operationId = newId(uuid);
  for (;;) {
    try {
      const { position } = await ask(operationId);
      witness.acknowledged.push({ operationId, position });
      return;
    } catch (error) {
      const { data } = error as { data?: { reason?: string; code?: string } };
      if (data?.reason !== undefined || data?.code === 'BAD_REQUEST') throw error;
      witness.repeated += 1;
      await pause(50);
    }
  }
}

async function insistOnAnswer<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if ((error as { data?: { reason?: string } }).data?.reason !== undefined) throw error;
      await pause(50);
    }
  }
}

/** One scripted game, from its creation to its end, whatever happens to the server meanwhile. */
async function playGame(
  players: readonly [Player, Player],
  witness: Witness,
  script: readonly string[],
  thinkMs: number,
): Promise<void> {
  const gameId = newId(GameId);
  const clock = moveClock(witness);
  const [first, second] = players;
  await insist(witness, (operationId) => first.client.api.games.createGame.mutate({ gameId, operationId }));

  const sides = players.map((player) => follow(player, gameId, witness, script, thinkMs, clock));
  await Promise.all(sides.map(({ began }) => began));
  await insist(witness, (operationId) => first.client.api.games.joinGame.mutate({ gameId, operationId }));
  await insist(witness, (operationId) => second.client.api.games.joinGame.mutate({ gameId, operationId }));
  await Promise.all(sides.map(({ ended }) => ended));
  witness.finished += 1;
}

/** Measures the moves of one game, by their turn. */
function moveClock({ moves }: Witness) {
  const sentAt = new Map<number, number>();
  const seen = new Map<number, number>();
  return {
    sent: (turn: number) => void sentAt.set(turn, performance.now()),
    sawMark(turn: number) {
      const at = sentAt.get(turn);
      seen.set(turn, (seen.get(turn) ?? 0) + 1);
      if (seen.get(turn) === 2 && at !== undefined) moves.push({ at, took: performance.now() - at });
    },
  };
}

/** A player's copy of the game, and the moves that it asks for. */
function follow(
  { id, client }: Player,
  gameId: GameId,
  witness: Witness,
  script: readonly string[],
  thinkMs: number,
  clock: ReturnType<typeof moveClock>,
) {
  const settle = withResolvers();
  let marks = 0;
  const move = async (turn: number) => {
    const [x, y] = [...(script[turn - 1] ?? '')].map(Number);
    if (thinkMs > 0) await pause(thinkMs);
    clock.sent(turn);
    await insist(witness, (operationId) =>
      client.api.games.placeMark.mutate({ gameId, x: x ?? 0, y: y ?? 0, operationId }),
    );
  };
  const began = (async () => {
    const view = await insistOnAnswer(() => client.api.games.getGame.query({ gameId }));
    let game: Game = view.game;
    const heard = { gameId, after: view.position, positions: [] as number[] };
    witness.heard.push(heard);
    const moved = new Set<number>();
    const subscription = client.api.games.events.subscribe(
      { gameId, lastEventId: view.position },
      {
        onData({ id: position, data: event }) {
          if (event.type === 'Resync') return settle.reject(new Error('told to resynchronise'));
          if (event.type === 'GameErrorOccurred') return settle.reject(new Error(event.data.reason));
          heard.positions.push(Number(position));
          witness.onHeard(id);
          game = evolve(game, event);
          if (event.type === 'MarkPlaced') clock.sawMark((marks += 1));
          if (game.stage === 'Ended') {
            setTimeout(() => subscription.unsubscribe(), 0);
            return settle.resolve();
          }
          if (
            event.type === 'WaitingForPlayerPlay' &&
            event.data.playerId === id &&
            !moved.has(event.data.turn)
          ) {
            moved.add(event.data.turn);
            move(event.data.turn).catch(settle.reject);
          }
          return undefined;
        },
        onError: settle.reject,
      },
    );
  })();
  began.catch(settle.reject);
  return { began, ended: settle.promise };
}

function withResolvers() {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** Plays one game after the other until `isOver`; each player thinks for `thinkMs` before a move. */
export async function playOn(
  players: readonly [Player, Player],
  witness: Witness,
  isOver: () => boolean,
  thinkMs = 0,
): Promise<void> {
  for (let round = 0; !isOver(); round += 1)
    await playGame(players, witness, round % 2 === 0 ? DRAW : WIN, thinkMs);
}
