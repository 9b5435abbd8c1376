import {
  contracts,
  evolve,
  type Game,
  type GameEvent,
  GameId,
  isAgainstComputer,
  SessionId,
  SignIn,
  takesMark,
  UserId,
} from '@tic-tac-toe/domain';
import type { QueryMessage } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { fixture, fixtures } from './testing/fixtures.ts';
import { openProduct, type Product, productModules } from './testing/product.ts';
import { missingFixture, shapesAsJson } from './testing/shapes-as-json.ts';

const { createGame: CreateGame, joinGame: JoinGame, placeMark: PlaceMark } = contracts.games.commands;
const { getGame: GetGame } = contracts.games.queries;
const { getMyInvitations: GetMyInvitations } = contracts.users.queries;
const { getResults: GetResults, getTopThreePlayers: GetTopThreePlayers } = contracts.scoring.queries;

/* The users of every fixture. */
const [ann, bea] = [1, 2].map((number) => UserId.parse(`00000000-0000-4000-9000-00000000000${number}`)) as [
  UserId,
  UserId,
];

/** How long the product was away before it opens the file again, in milliseconds. */
const AWAY = 60_000;

async function answerOf({ app }: Product, query: QueryMessage, actor = ann): Promise<unknown> {
  const answer = await app.ask(query, { actor });
  if (!answer.ok) throw new Error(answer.rejection.reason);
  return answer.answer;
}

const gameOf = async (product: Product, gameId: GameId): Promise<Game> =>
  GetGame.answer.parse(await answerOf(product, GetGame({ gameId }))).game;

/** What a page makes of all that the log tells of a game. */
async function foldedGameOf({ app }: Product, gameId: GameId): Promise<Game | undefined> {
  const events = (await app.log.read(
    `games/${gameId}`,
    0,
    1_000,
  )) as readonly unknown[] as readonly GameEvent[];
  const [first, ...others] = events;
  if (first?.type !== 'GameCreated') return undefined;
  const begun: Game = { stage: 'WaitingForPlayers', players: [], ...first.data };
  return others.reduce<Game>(evolve, begun);
}

/** How many of a player's games are counted so far. */
async function countedOf(product: Product, userId: UserId): Promise<number> {
  const { results } = GetResults.answer.parse(await answerOf(product, GetResults({ userId })));
  const tallies = results ? [results.first, results.second] : [];
  return tallies.reduce((sum, { won, drawn, lost }) => sum + won + drawn + lost, 0);
}

/** Two players take the seats that are free, and mark the first free square in turn. */
async function playOn(product: Product, gameId: GameId): Promise<void> {
  for (
    let game = await gameOf(product, gameId);
    game.stage !== 'Ended';
    game = await gameOf(product, gameId)
  ) {
    if (game.stage === 'WaitingForPlayers') {
      const player = game.players.includes(ann) ? bea : ann;
      expect(await product.execute(JoinGame({ gameId }), player)).toMatchObject({ ok: true });
      continue;
    }
    const { board, playerId } = game;
    const free = Array.from({ length: 81 }, (_, n) => ({ x: n % 9, y: Math.floor(n / 9) })).find((at) =>
      takesMark(board, at),
    );
    expect(
      await product.execute(PlaceMark({ gameId, x: free?.x ?? -1, y: free?.y ?? -1 }), playerId),
    ).toMatchObject({ ok: true });
  }
}

test.each(fixtures)('the file of %s is opened, keeps every game, and they are played on', async (name) => {
  const { file, madeAt, games } = fixture(name);
  expect(new Set(games.map(({ stage }) => stage))).toEqual(
    new Set(['WaitingForPlayers', 'InProgress', 'Ended']),
  );

  await using product = await openProduct(file, madeAt + AWAY);
  for (const { id, stage } of games) {
    const game = await gameOf(product, id);
    expect(game).toMatchObject({ gameId: id, stage });
    expect(await foldedGameOf(product, id)).toEqual(game);
  }
  expect(await answerOf(product, GetMyInvitations({}), bea)).toMatchObject({ invitations: [{ host: ann }] });

  for (const { id } of games) await playOn(product, id);
  expect(await answerOf(product, GetMyInvitations({}), bea)).toMatchObject({ invitations: [] });
  expect(await answerOf(product, GetTopThreePlayers({}))).toMatchObject({
    list: [{ id: ann }, { id: bea }],
  });

  // What only a live game needs goes: its timers are set, and ring.
  await product.advance(30_000);
  for (const { id } of games) expect(await foldedGameOf(product, id)).toEqual(await gameOf(product, id));
  // Read models know all of them, whichever version has kept them.
  const ended = await Promise.all(games.map(({ id }) => gameOf(product, id)));
  const counted = ended.filter(
    (game) =>
      game.stage === 'Ended' &&
      game.result !== 'ABORTED' &&
      game.players.includes(ann) &&
      !isAgainstComputer(game),
  );
  // They are made a piece at a time, beside all else.
  const gamesCounted = async () => {
    await product.advance(1_000);
    return countedOf(product, ann);
  };
  await expect.poll(gamesCounted).toBe(counted.length);
  expect(product.failures).toEqual([]);
});

test.each(fixtures)(
  'in the file of %s, a retry gets the first answer, a name stays taken, and turns run out',
  async (name) => {
    const { file, madeAt, games } = fixture(name);
    await using product = await openProduct(file, madeAt + AWAY);
    const gameTopic = 'games/00000000-0000-4000-a000-000000000001';
    const head = await product.app.log.head(gameTopic);

    const again = await product.execute(
      CreateGame({ gameId: GameId.parse('00000000-0000-4000-a000-000000000001') }),
      ann,
      'create-1',
    );
    expect(again).toMatchObject({ ok: true, receipt: { operationId: 'create-1' } });
    expect(await product.app.log.head(gameTopic)).toBe(head);

    const session = SessionId.parse('9'.repeat(64));
    const taken = SignIn({ id: UserId.parse('00000000-0000-4000-9000-000000000099'), alias: 'bea', session });
    expect(await product.execute(taken)).toMatchObject({ ok: false, rejection: { reason: 'ALIAS_TAKEN' } });

    await product.advance(45_000);
    for (const { id, stage } of games) {
      if (stage !== 'InProgress') continue;
      const game = await gameOf(product, id);
      // The computer has moved; it gives a day to who plays against it.
      const isThere = isAgainstComputer(game) ? { turn: 3 } : { stage: 'Ended', reason: 'TURN_TIMEOUT' };
      expect(game).toMatchObject(isThere);
    }
    expect(product.failures).toEqual([]);
  },
);

test('the newest fixture has every shape that the product stores', () => {
  const newest = fixture(fixtures.at(-1) ?? '');
  expect(missingFixture(newest.shapes, shapesAsJson(productModules))).toEqual([]);
});

test('a shape that has changed without a new version is named, with what is to be done', () => {
  const { shapes } = fixture('0000-first-edition');
  const changed = { type: 'object' };
  const kept = Object.keys(shapes).find((key) => key.endsWith('MarkPlaced')) ?? '';
  expect(missingFixture(shapes, { [kept]: { version: 1, schema: changed } })).toEqual([
    expect.stringMatching(
      /^The shape of event .*MarkPlaced has changed, but it is still version 1: give it version 2 /,
    ),
  ]);
  expect(missingFixture(shapes, { [kept]: { version: 2, schema: changed } })).toEqual([
    expect.stringMatching(
      /^No fixture has version 2 of event .*MarkPlaced yet: make one with "npm run fixture/,
    ),
  ]);
});
