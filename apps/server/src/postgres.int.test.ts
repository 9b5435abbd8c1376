/** One server or several on PostgreSQL: players notice no difference. */
import { once } from 'node:events';
import { newId } from '@tic-tac-toe/api';
import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { GameId } from '@tic-tac-toe/domain';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { hearGame, hearLobby, hearQueue } from './testing/recorder.ts';
import { TOP_ROW } from './testing/top-row.ts';
import { type Player, startWorld, type World } from './testing/world.ts';

interface Heard {
  readonly id: number;
  readonly type: string;
}

/** All that a player's connection hears of a game, from a position on. */
async function listen(player: Player, gameId: GameId): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const { position } = await player.api.games.getGame.query({ gameId });
  player.api.games.events.subscribe(
    { gameId, lastEventId: position },
    { onData: ({ id, data }) => void heard.push({ id: Number(id), type: data.type }) },
  );
  return heard;
}

const ATTEMPTS = 5;

/**
 * Tries something until it takes less than a second: on a busy machine some attempts are slow, and what waits for a
 * timer is slow each time.
 */
async function withinASecond<Done extends { readonly took: number }>(
  attempt: (number: number) => Promise<Done>,
): Promise<Done> {
  for (let number = 1; number < ATTEMPTS; number += 1) {
    const done = await attempt(number);
    if (done.took < 1_000) return done;
  }
  const last = await attempt(ATTEMPTS);
  expect(last.took).toBeLessThan(1_000);
  return last;
}

onPostgres((cluster) => {
  const start = async (DATABASE_URL: string): Promise<World> => startWorld({ DATABASE_URL });

  test('two players on two servers play a whole game, and each hears every event once and in order', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    const [ann, bea] = [await a.signIn('Ann'), await b.signIn('Bea')];
    const gameId = await a.game(ann, bea);
    const heard = [await listen(ann, gameId), await listen(bea, gameId)];
    for (const [index, [x, y]] of TOP_ROW.entries())
      await (index % 2 === 0 ? ann : bea).api.games.placeMark.mutate({ gameId, x, y });

    for (const each of heard) await expect.poll(() => each.map(({ type }) => type)).toContain('GameEnded');
    const [annHeard = [], beaHeard = []] = heard;
    await expect.poll(() => beaHeard).toHaveLength(annHeard.length);
    expect(beaHeard).toEqual(annHeard);
    expect(annHeard.map(({ id }) => id)).toEqual(annHeard.map(({ id }) => id).toSorted((x, y) => x - y));
    expect(annHeard.filter(({ type }) => type === 'MarkPlaced')).toHaveLength(TOP_ROW.length);
    const [byA, byB] = [
      await ann.api.games.getGame.query({ gameId }),
      await bea.api.games.getGame.query({ gameId }),
    ];
    expect(byA.game).toMatchObject({ stage: 'Ended', winner: ann.user.id });
    expect(byB).toEqual(byA);
  });

  test('a reaction is heard once at each server, after the move before it; a refusal where it was refused', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    const [ann, bea] = [await a.signIn('Ann'), await b.signIn('Bea')];
    const gameId = await a.game(ann, bea);
    const beside = a.client((await a.signIn('Cid')).token);
    const [atAnn, atCid, atBea, annElsewhere] = await Promise.all([
      hearGame(ann, gameId),
      hearGame(beside, gameId),
      hearGame(bea, gameId),
      hearGame(b.client(ann.token), gameId),
    ]);
    const all = [atAnn, atCid, atBea, annElsewhere];
    const told = (type: string) => all.map(({ types }) => types().filter((each) => each === type).length);
    const reaction = (by: Player, reaction: string) => ({
      type: 'ReactionSent',
      data: { gameId, player: by.user.id, reaction },
    });
    await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
    await expect(ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 })).rejects.toThrow(
      'Player can not play.',
    );
    await ann.api.games.sendReaction.mutate({ gameId, reaction: 'LAUGH' });
    await atBea.until('ReactionSent');
    expect(atBea.types()).toContain('MarkPlaced');
    await bea.api.games.sendReaction.mutate({ gameId, reaction: 'HEART' });
    // What comes after: whatever was told twice has arrived by then.
    await bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
    for (const heard of all) {
      await heard.until('MarkPlaced', ({ player }) => player === bea.user.id);
      await heard.until('ReactionSent', ({ player }) => player === bea.user.id);
      expect(heard.events.filter(({ type }) => type === 'ReactionSent')).toEqual([
        reaction(ann, 'LAUGH'),
        reaction(bea, 'HEART'),
      ]);
    }
    expect(told('GameErrorOccurred')).toEqual([1, 0, 0, 0]);
  });

  test('two players on two servers look for an opponent, and find each other within a second; then they want a rematch', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    async function pair(attempt: number) {
      const [ann, bea] = [await a.signIn(`Ann ${attempt}`), await b.signIn(`Bea ${attempt}`)];
      const [atAnn, atBea] = [await hearQueue(ann), await hearQueue(bea)];
      await ann.api.queue.enterQueue.mutate();
      await expect
        .poll(() => bea.api.queue.getQueue.query())
        .toMatchObject({ waiting: [{ player: ann.user.id }] });
      const began = performance.now();
      await bea.api.queue.enterQueue.mutate();
      const { gameId, players } = await atAnn.until('OpponentFound');
      const took = performance.now() - began;
      expect(players).toEqual([ann.user.id, bea.user.id]);
      expect(await atBea.until('OpponentFound')).toEqual({ gameId, players });
      expect(await ann.api.queue.getQueue.query()).toEqual({ waiting: [] });
      return { ann, bea, gameId, took };
    }
    const { ann, bea, gameId } = await withinASecond(pair);

    await ann.api.games.resign.mutate({ gameId });
    await ann.api.games.offerRematch.mutate({ gameId });
    await bea.api.games.offerRematch.mutate({ gameId });
    const { game } = await ann.api.games.getGame.query({ gameId });
    const rematch = GameId.parse(game.stage === 'Ended' && game.rematch);
    expect((await bea.api.games.getGame.query({ gameId: rematch })).game).toMatchObject({
      stage: 'InProgress',
      players: [bea.user.id, ann.user.id],
    });
  });

  test('the lobby of each server is told of the games that begin and end at the other, and of who waits there', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    const [ann, bea] = [await a.signIn('Ann'), await a.signIn('Bea')];
    const atB = await hearLobby(b.client());
    const latest = () => atB.events.at(-1)?.data;
    await atB.until('ListsChanged');
    await hearQueue(ann);
    await ann.api.queue.enterQueue.mutate();
    await expect.poll(latest).toMatchObject({ waiting: [{ player: ann.user.id }] });
    await ann.api.queue.leaveQueue.mutate();
    const gameId = await a.game(ann, bea);
    await expect.poll(latest, { timeout: 10_000 }).toMatchObject({ games: [{ gameId }], waiting: [] });
    await ann.api.games.resign.mutate({ gameId });
    await expect.poll(latest, { timeout: 10_000 }).toMatchObject({ games: [], total: 0 });
  });

  test('who waits at a server that is gone is paired with nobody', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    const [ann, bea] = [await a.signIn('Ann'), await b.signIn('Bea')];
    await hearQueue(ann);
    const atBea = await hearQueue(bea);
    await ann.api.queue.enterQueue.mutate();
    const waiting = async () => (await bea.api.queue.getQueue.query()).waiting.map(({ player }) => player);
    await expect.poll(waiting).toEqual([ann.user.id]);
    await a.stop();
    await expect.poll(waiting).toEqual([]);
    await bea.api.queue.enterQueue.mutate();
    expect(await waiting()).toEqual([bea.user.id]);
    expect(atBea.events).toEqual([]);
  });

  test('a retry at another server gets the first answer, and does nothing twice', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    const [ann, bea] = [await a.signIn('Ann'), await a.signIn('Bea')];
    const gameId = await a.game(ann, bea);
    const move = { gameId, x: 1, y: 1, operationId: newId({ parse: (id: string) => id }) };
    const first = await ann.api.games.placeMark.mutate(move);
    const elsewhere = b.client(ann.token);
    expect(await elsewhere.api.games.placeMark.mutate(move)).toEqual(first);
    const at = { ...move, operationId: newId({ parse: (id: string) => id }) };
    const both = await Promise.allSettled([
      bea.api.games.placeMark.mutate({ ...at, x: 0 }),
      b.client(bea.token).api.games.placeMark.mutate({ ...at, x: 0 }),
    ]);
    expect(both).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    const { game } = await ann.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ turn: 3 });
  });

  test('a sign-out at one server closes the connections at the others, and its token is worth nothing there', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    async function signOut() {
      const ann = await a.signIn('Ann');
      const elsewhere = new WebSocket(`${b.url.replace('http', 'ws')}/trpc?connectionParams=1`);
      const closed = once(elsewhere, 'close');
      await once(elsewhere, 'open');
      elsewhere.send(JSON.stringify({ method: 'connectionParams', data: { token: ann.token } }));
      const there = b.client(ann.token);
      await expect.poll(async () => (await there.api.users.getUsersOnline.query({})).total).toBe(1);
      expect(await there.api.sessions.me.query()).toMatchObject({ user: { id: ann.user.id } });

      const began = performance.now();
      await ann.api.sessions.end.mutate();
      expect((await closed)[0]).toBe(4401);
      return { there, took: performance.now() - began };
    }
    const { there } = await withinASecond(signOut);
    await expect(there.api.games.createGame.mutate({ gameId: newId(GameId) })).rejects.toMatchObject({
      data: { code: 'UNAUTHORIZED' },
    });
  });

  test('users are online at all servers while they have a connection at any', async () => {
    const url = await cluster().createDatabase();
    await using a = await start(url);
    await using b = await start(url);
    const [ann, bea] = [await a.signIn('Ann'), await b.signIn('Bea')];
    const cameOnline: string[] = [];
    const wentOffline: string[] = [];
    /** Has a connection from the moment on that the promise is fulfilled. */
    const connect = ({ api }: Player) =>
      new Promise<void>((resolve, reject) => {
        api.users.events.subscribe(
          {},
          {
            onStarted: () => resolve(),
            onData({ data: event }) {
              if (event.type !== 'UsersOnlineUpdated') return;
              cameOnline.push(...event.data.online.map(({ id }) => id));
              wentOffline.push(...event.data.offline);
            },
            onError: reject,
          },
        );
      });
    await connect(ann);
    await connect(bea);
    const askedAt = [a, b].map((world) => world.client(ann.token));
    const online = () =>
      Promise.all(
        askedAt.map(async ({ api }) =>
          (await api.users.getUsersOnline.query({})).users.map(({ alias }) => alias).toSorted(),
        ),
      );
    const both = ['Ann', 'Bea'];
    await expect.poll(online).toEqual([both, both]);
    // Of who comes and goes within one update, nothing is told.
    await expect.poll(() => cameOnline).toContain(bea.user.id);

    // Bea goes to the other server: the connection there is open before this one is closed.
    const there = { ...bea, ...a.client(bea.token) };
    await connect(there);
    await bea.connection.close();
    await there.connection.close();
    await expect.poll(online).toEqual([['Ann'], ['Ann']]);
    await expect.poll(() => wentOffline).toEqual([bea.user.id]);
  });

  test('while the database is away, the server is not ready; when it is back, the game goes on', async () => {
    await using world = await start(await cluster().createDatabase());
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const readyz = async () => (await fetch(`${world.url}/readyz`)).status;
    expect(await readyz()).toBe(200);
    await cluster().stop('immediate');
    try {
      expect(await readyz()).toBe(503);
    } finally {
      await cluster().start();
    }
    // The client sends it again until there is an answer.
    await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
    await expect.poll(readyz).toBe(200);
    expect((await bea.api.games.getGame.query({ gameId })).game).toMatchObject({ turn: 2 });
  });

  test('a database that cannot be used is a sentence, and nothing listens', async () => {
    const url = await cluster().createDatabase();
    await expect(start(`${url}x`)).rejects.toThrow(
      /^PostgreSQL at \S+ has no database test_\d+x: create it first\.$/,
    );
  });
});
