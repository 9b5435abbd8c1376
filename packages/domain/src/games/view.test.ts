import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { commandsOf, type Harness, harness, type Said } from '../kit/testing/index.ts';
import type { LiveEvent, RecordedEvent } from '../kit/index.ts';
import { ActorId, toInstant } from '../kit/define/index.ts';
import { ann, bea } from '../testing/people.ts';
import { type Game, rulesOf } from './game.ts';
import { GameId } from './ids.ts';
import { emptyBoard } from './rules/grid.ts';
import { gamesModule } from './module.ts';
import { type Act, acts, begin, gameIds, people, perform, storedGame } from './testing/random-play.ts';
import { randomNumbers } from './testing/ultimate-reference.ts';
import { evolve, type GameEvent } from './view.ts';

// Many runs: time enough for a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const modules = [gamesModule({ turnTimeout: 20_000 })];
const topics = gameIds.map((gameId) => ({ gameId, topic: `games/${gameId}` }));

/** Whatever there is to say, by its schema: a command that games gain joins by itself. */
type Saying = Said & { readonly kind: 'say' };
const somebody = fc.constantFrom(...people);
const sayings: fc.Arbitrary<readonly Saying[]> = fc.array(
  commandsOf(
    modules,
    somebody,
    new Map<z.ZodType, fc.Arbitrary<unknown>>([
      [ActorId, somebody],
      [GameId, fc.constantFrom(...gameIds)],
    ]),
  ).map((said) => ({ kind: 'say', ...said })),
  { maxLength: 15 },
);
const sitting: fc.Arbitrary<readonly (Act | Saying)[]> = fc
  .tuple(acts, sayings)
  .map(([guided, said]) => [...guided, ...said]);

type Told = LiveEvent | RecordedEvent;
/** What a game's feed tells is an event of that game: the contract says so. */
const asGameEvent = ({ type, data }: Told) => ({ type, data }) as GameEvent;

/** Of a mark alone, a page makes the board that is told after it. */
function fold(seen: Game, event: GameEvent): Game {
  if (event.type === 'BoardUpdated') expect(seen).toMatchObject({ board: event.data.board });
  return evolve(seen, event);
}

const lastPosition = (told: readonly Told[]): number | undefined =>
  told.flatMap((event) => ('position' in event ? [event.position] : [])).at(-1);

/** The copies of the games that browsers hold: one more is made after each commit, and all are kept up. */
function browsers() {
  const copies = new Map<string, { readonly held: readonly Game[]; readonly position: number }>();

  function follow(world: Harness, gameId: GameId, told: readonly Told[]): void {
    const stored = storedGame(world, gameId);
    // A refusal is told of a game that nobody has created, too.
    if (!stored) return expect(told.map(({ type }) => type)).toEqual(['GameErrorOccurred']);
    const before = copies.get(gameId) ?? { held: [], position: 0 };
    const held = before.held.map((copy) =>
      told.reduce<Game>((seen, event) => fold(seen, asGameEvent(event)), copy),
    );
    for (const copy of held) expect(copy).toEqual(stored);
    copies.set(gameId, { held: [...held, stored], position: lastPosition(told) ?? before.position });
  }

  const problems: unknown[] = [];
  return {
    /** How the games that were followed have ended. */
    ends: () =>
      [...copies.values()]
        .flatMap(({ held }) => held.at(-1) ?? [])
        .map((last) => (last.stage === 'Ended' ? `${last.result} ${last.reason}` : last.stage)),
    problems,
    listen(world: Harness): void {
      for (const { gameId, topic } of topics) {
        world.app.listen(topic, ({ events, live }) => {
          try {
            follow(world, gameId, [...events, ...live]);
          } catch (error) {
            problems.push(error);
          }
        });
      }
    },
    /** What was told while nobody listened, as a subscription that resumes gets it. */
    async catchUp(world: Harness): Promise<void> {
      for (const { gameId, topic } of topics) {
        const missed = await world.ports.log.read(topic, copies.get(gameId)?.position ?? 0, 1_000);
        if (missed.length > 0) follow(world, gameId, missed);
      }
    },
  };
}

/** What GetGame answers, and what a copy of an instant before has become, are the same for every game. */
async function play(sittings: readonly (readonly (Act | Saying)[])[]): Promise<readonly string[]> {
  const following = browsers();
  let world: Harness | undefined;
  for (const sitting of sittings) {
    world = await harness({ modules, ...(world ? { ports: world.ports } : {}) });
    await following.catchUp(world);
    following.listen(world);
    for (const act of sitting) {
      await (act.kind === 'say' ? world.execute(act.actor, act.command) : perform(world, act));
      if (following.problems.length > 0) throw following.problems[0];
    }
    world.assertNoFailures();
    await world.app.stop();
    await world.ports.clock.moveTo(world.ports.clock.now() + 15_000);
  }
  return following.ends();
}

/** One game of each end, since random ones do not always meet them all. */
const [one] = gameIds;
const played = (...choices: readonly number[]): readonly Act[] => [
  ...begin(one),
  ...choices.map((choice) => ({ kind: 'play', gameId: one, choice }) as const),
];
/** A whole game of ultimate tic-tac-toe, which a random one rarely is. */
const ultimateGame = (seed: number): readonly Act[] => {
  const random = randomNumbers(seed);
  return [
    ...begin(one, 'ultimate'),
    ...Array.from({ length: 81 }, () => ({ kind: 'play', gameId: one, choice: random(81) }) as const),
  ];
};

const late: Act = { kind: 'pass', milliseconds: 20_000 };
const resigned: Act = { kind: 'resign', actor: ann, gameId: one };
const rematch = (...acts: readonly (readonly ['offer' | 'withdraw', typeof ann])[]): readonly Act[] => [
  ...played(0),
  resigned,
  ...acts.map(([kind, actor]) => ({ kind, actor, gameId: one })),
];
const ofEachEnd: readonly (readonly Act[])[] = [
  played(0, 0, 0, 1, 3, 1, 0, 0, 0),
  played(0, 2, 0, 2, 0),
  [...played(0), late],
  [...played(0, 0), late],
  [...played(0), resigned],
  [...played(0, 0), resigned],
  [...begin(one).slice(0, 2), { kind: 'pass', milliseconds: 600_000 }],
  [...begin(one, 'ultimate').slice(0, 2), { kind: 'pass', milliseconds: 600_000 }],
  ...[1, 2].map(ultimateGame),
  [...begin(one, 'ultimate').slice(0, 2), { kind: 'cancel', actor: ann, gameId: one }],
  rematch(['offer', ann], ['withdraw', ann], ['offer', bea], ['offer', ann]),
  [...rematch(['offer', bea]), { kind: 'pass', milliseconds: 600_000 }],
  [
    ...begin(one, 'ultimate'),
    ...[ann, bea].map((actor) => ({ kind: 'offer draw', actor, gameId: one }) as const),
  ],
  [
    ...begin(one, 'ultimate', 60_000),
    { kind: 'offer draw', actor: ann, gameId: one },
    { kind: 'decline draw', actor: bea, gameId: one },
    { kind: 'play', gameId: one, choice: 0 },
    { kind: 'offer draw', actor: ann, gameId: one },
    { kind: 'play', gameId: one, choice: 0 },
  ],
  played(),
  begin(one).slice(0, 1),
];

test('an event of a newer server leaves a copy as it is', () => {
  const game: Game = {
    stage: 'Ended',
    gameId: one,
    players: [],
    board: emptyBoard,
    result: 'ABORTED',
    winner: null,
    reason: 'NOBODY_CAME',
  };
  const newer = { type: 'UndoAsked', data: { gameId: one } } as never;
  expect(evolve(game, newer)).toBe(game);
});

test('of a game whose rules only a newer server knows, a copy stays as it is, and says that they are not known', () => {
  const board = { rules: 'gomoku', stones: [] } as never;
  const running: Game = {
    stage: 'InProgress',
    gameId: one,
    players: [ann, bea],
    board,
    turn: 1,
    playerId: ann,
    timeout: 20_000,
    deadline: toInstant(0),
  };
  expect(rulesOf(running)).toBeUndefined();
  const marked: GameEvent = { type: 'MarkPlaced', data: { gameId: one, player: ann, x: 14, y: 14 } };
  expect(evolve(running, marked)).toBe(running);

  const at = toInstant(0);
  const waiting: Game = {
    stage: 'WaitingForPlayers',
    gameId: one,
    host: ann,
    players: [],
    createdAt: at,
    expiresAt: at,
    rules: 'gomoku' as never,
  };
  expect(rulesOf(waiting)).toBeUndefined();
  const end = { result: 'ABORTED', winner: null, reason: 'NOBODY_CAME' } as const;
  expect(evolve(waiting, { type: 'GameEnded', data: { gameId: one, ...end, players: [] } })).toBe(waiting);
});

test('a copy that folds what is published is what the server has, after each commit of any game', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(sitting, { minLength: 1, maxLength: 3 }), async (sittings) => {
      for (const end of await play(sittings)) seen.add(end);
    }),
    { numRuns: 300, examples: ofEachEnd.map((each): [(readonly (Act | Saying)[])[]] => [[each]]) },
  );
  // The games were of every kind, and perhaps forfeited as well.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'ABORTED CANCELLED',
      'ABORTED NOBODY_CAME',
      'ABORTED RESIGNED',
      'ABORTED TURN_TIMEOUT',
      'DRAW BOARD_FULL',
      'DRAW DRAW_AGREED',
      'InProgress',
      'WIN RESIGNED',
      'WIN THREE_IN_A_ROW',
      'WIN TURN_TIMEOUT',
      'WaitingForPlayers',
    ]),
  );
});
