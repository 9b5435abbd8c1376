import { newId } from '@tic-tac-toe/api';
import { createClient } from '@tic-tac-toe/api/client';
import { GameId, type UserId } from '@tic-tac-toe/domain/contracts';
import { WebSocket } from 'ws';
import type { Player, World } from './world.ts';

const trpc = ({ url }: World) => new URL('trpc', url.endsWith('/') ? url : `${url}/`).href;

/** Who this page's player is. */
async function idOf({ page }: Player): Promise<UserId> {
  const response = await page.request.get('trpc/sessions.me');
  return ((await response.json()) as { result: { data: { user: { id: UserId } } } }).result.data.user.id;
}

/** Somebody without a browser invites this player to a game of theirs. */
export async function inviteFromScript(world: World, alias: string, guest: Player): Promise<void> {
  const url = trpc(world);
  const { token } = await createClient({ url }).api.sessions.start.mutate({ alias });
  const { api, connection } = createClient({ url, WebSocket, token });
  const gameId = newId(GameId);
  await api.games.createGame.mutate({ gameId });
  await api.games.joinGame.mutate({ gameId });
  await api.users.inviteUser.mutate({ userId: await idOf(guest), gameId });
  await connection.close();
}

/** Somebody who never connects takes the free seat of this game, and marks a cell whenever they are told to. */
export async function callerAt(world: World, alias: string, gameId: string) {
  const url = trpc(world);
  const { token } = await createClient({ url }).api.sessions.start.mutate({ alias });
  const { api } = createClient({ url, token });
  const game = { gameId: GameId.parse(gameId) };
  await api.games.joinGame.mutate(game);
  return {
    async mark([x = '', y = '']: string) {
      await api.games.placeMark.mutate({ ...game, x: Number(x), y: Number(y) });
    },
  };
}

/** Somebody with a connection, and no browser, takes the free seat of this game; the network may fail them. */
export async function listenerAt(world: World, alias: string, gameId: string) {
  const url = trpc(world);
  const { token } = await createClient({ url }).api.sessions.start.mutate({ alias });
  let isLost = false;
  const open = new Set<Wire>();
  /** While the network is lost, nothing comes or goes over it, and no other is opened: neither side hears of an end. */
  class Wire extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(isLost ? 'ws://127.0.0.1:1' : address, protocols);
      open.add(this);
    }
  }
  const { api, connection } = createClient({ url, WebSocket: Wire, token });
  const game = { gameId: GameId.parse(gameId) };
  api.games.events.subscribe(game, {});
  await api.games.joinGame.mutate(game);
  return {
    async mark([x = '', y = '']: string) {
      await api.games.placeMark.mutate({ ...game, x: Number(x), y: Number(y) });
    },
    lose() {
      isLost = true;
      for (const wire of open) {
        wire.send = () => {};
        if (wire.readyState === WebSocket.OPEN) wire.pause();
      }
    },
    find() {
      isLost = false;
      // What was lost is given up, as by a system that hears of a new network.
      for (const wire of open) wire.terminate();
      open.clear();
    },
    leave: () => connection.close(),
  };
}

/** Games that one pair may have at a time. */
const GAMES_OF_A_PAIR = 10;

/** So many games of people who are not here begin. @returns what ends the one that began first of those that are left */
export async function startGames(world: World, count: number): Promise<() => Promise<void>> {
  const url = trpc(world);
  const join = async (alias: string) => {
    const { token } = await createClient({ url }).api.sessions.start.mutate({ alias });
    return createClient({ url, token }).api.games;
  };
  const running: (() => Promise<unknown>)[] = [];
  for (let pair = 0; pair * GAMES_OF_A_PAIR < count; pair += 1) {
    const [host, guest] = [await join(`Host ${pair}`), await join(`Guest ${pair}`)];
    for (let game = 0; game < GAMES_OF_A_PAIR && running.length < count; game += 1) {
      const gameId = newId(GameId);
      await host.createGame.mutate({ gameId });
      await host.joinGame.mutate({ gameId });
      await guest.joinGame.mutate({ gameId });
      running.push(() => host.resign.mutate({ gameId }));
    }
  }
  return async () => void (await running.shift()?.());
}

const TOP_ROW = ['00', '01', '10', '11', '20'];

/** People without browsers who play each other, one game a pair. */
export async function fillLadder(world: World, count: number): Promise<void> {
  const url = trpc(world);
  const clients = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { token } = await createClient({ url }).api.sessions.start.mutate({
        alias: `Player ${index + 1}`,
      });
      return createClient({ url, WebSocket, token });
    }),
  );
  for (const [index, { api: first }] of clients.entries()) {
    const second = clients[(index + 1) % count]?.api ?? first;
    const gameId = newId(GameId);
    await first.games.createGame.mutate({ gameId });
    await first.games.joinGame.mutate({ gameId });
    await second.games.joinGame.mutate({ gameId });
    for (const [turn, [x, y]] of TOP_ROW.map((cell) => [...cell].map(Number)).entries())
      await (turn % 2 === 0 ? first : second).games.placeMark.mutate({ gameId, x: x ?? 0, y: y ?? 0 });
  }
  for (const { connection } of clients) await connection.close();
}
