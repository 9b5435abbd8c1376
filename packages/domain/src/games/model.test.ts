import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { harness } from '../kit/testing/index.ts';
import { ann, bea, START } from '../testing/people.ts';
import { CreateGame, JoinGame, PlaceMark } from './commands.ts';
import { type Game } from './game.ts';
import { gamesModule } from './module.ts';
import { answerOf, cell, openCells, randomNumbers, referenceOf } from './testing/ultimate-reference.ts';
import {
  type Act,
  acts,
  begin,
  commandOf,
  gameIds,
  type people,
  perform,
  storedGame,
} from './testing/random-play.ts';

// Many runs: time enough for a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const TURN = 20_000;
const WAIT = 600_000;

/**
 * The rules once more, told another way: a game is the list of who joined and the list of cells that were
 * marked, and everything else follows from these.
 */
interface Told {
  readonly rules: string;
  readonly time: number;
  readonly host: string;
  readonly joined: string[];
  readonly marked: number[];
  /** When it ends unless somebody acts. */
  deadline: number;
  over: null | 'WIN' | 'DRAW' | 'ABORTED';
  winner: string | null;
  /** Who wants a rematch, and until when. */
  offer: { readonly by: string; readonly until: number } | null;
  rematched: boolean;
  /** Who has asked for a draw, and whether that was refused. */
  draw: { readonly by: string; readonly refused: boolean } | null;
}

const LINES = ['012', '345', '678', '036', '147', '258', '048', '246'].map((line) => [...line].map(Number));

type Said = NonNullable<ReturnType<typeof commandOf>>['command'];

function createModel() {
  let now = START;
  const told = new Map<string, Told>();

  const marksOf = (game: Told, parity: number) => game.marked.filter((_, turn) => turn % 2 === parity);
  const whoseTurn = (game: Told) => game.joined[game.marked.length % 2];
  const isOpenTo = (game: Told, actor: string) =>
    !game.over && (game.joined.includes(actor) || (game.joined.length < 2 && game.host === actor));

  function create(actor: string, id: string, rules = 'classic', time = TURN): string {
    if (told.has(id)) return 'GAME_ALREADY_EXISTS';
    if ([...told.values()].filter((game) => isOpenTo(game, actor)).length >= 10) return 'TOO_MANY_OPEN_GAMES';
    const deadline = now + WAIT;
    told.set(id, {
      rules,
      time,
      host: actor,
      joined: [],
      marked: [],
      deadline,
      over: null,
      winner: null,
      offer: null,
      rematched: false,
      draw: null,
    });
    return 'ok';
  }

  function join(actor: string, id: string): string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (game.over) return 'GAME_ALREADY_ENDED';
    if (game.joined.includes(actor)) return 'PLAYER_ALREADY_JOINED';
    if (game.joined.length === 2) return 'ALL_PLAYERS_ALREADY_JOINED';
    const others = [...told].filter(([other, each]) => other !== id && isOpenTo(each, actor));
    if (others.length >= 10) return 'TOO_MANY_OPEN_GAMES';
    if (game.joined.push(actor) === 2) game.deadline = now + game.time;
    return 'ok';
  }

  function place(actor: string, id: string, x: number, y: number): string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (game.over) return 'GAME_ALREADY_ENDED';
    if (game.joined.length < 2) return 'GAME_NOT_STARTED';
    if (whoseTurn(game) !== actor) return 'PLAYER_CAN_NOT_PLAY';
    if (game.rules === 'ultimate') return placeUltimate(game, actor, x, y);
    if (![0, 1, 2].includes(x) || ![0, 1, 2].includes(y)) return 'POSITION_OFF_LIMITS';
    const at = y * 3 + x;
    if (game.marked.includes(at)) return 'POSITION_ALREADY_FILLED';
    game.marked.push(at);
    afterMark(game, actor);
    const mine = marksOf(game, (game.marked.length - 1) % 2);
    if (LINES.some((line) => line.every((at) => mine.includes(at))))
      [game.over, game.winner] = ['WIN', actor];
    else if (game.marked.length === 9) game.over = 'DRAW';
    return 'ok';
  }

  function afterMark(game: Told, actor: string): void {
    game.deadline = now + game.time;
    if (game.draw?.by !== actor || game.draw.refused) game.draw = null;
  }

  function placeUltimate(game: Told, actor: string, x: number, y: number): string {
    const answer = answerOf(referenceOf(game.marked), x, y);
    if (answer !== 'ok') return answer;
    game.marked.push(9 * y + x);
    afterMark(game, actor);
    const { over } = referenceOf(game.marked);
    if (over === '=') game.over = 'DRAW';
    else if (over !== '.') [game.over, game.winner] = ['WIN', actor];
    return 'ok';
  }

  function resign(actor: string, id: string): string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (game.over) return 'GAME_ALREADY_ENDED';
    if (game.joined.length < 2) return 'GAME_NOT_STARTED';
    if (!game.joined.includes(actor)) return 'PLAYER_CAN_NOT_PLAY';
    if (game.marked.length < 2) game.over = 'ABORTED';
    else [game.over, game.winner] = ['WIN', game.joined.find((player) => player !== actor) ?? null];
    return 'ok';
  }

  function runningGameOf(actor: string, id: string): Told | string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (game.over) return 'GAME_ALREADY_ENDED';
    if (game.joined.length < 2) return 'GAME_NOT_STARTED';
    return game.joined.includes(actor) ? game : 'PLAYER_CAN_NOT_PLAY';
  }

  function offerDraw(actor: string, id: string): string {
    const game = runningGameOf(actor, id);
    if (typeof game === 'string') return game;
    if (game.rules !== 'ultimate') return 'NO_DRAW_BY_AGREEMENT';
    if (game.draw?.by === actor) return game.draw.refused ? 'DRAW_DECLINED' : 'ok';
    if (game.draw && !game.draw.refused) game.over = 'DRAW';
    else game.draw = { by: actor, refused: false };
    return 'ok';
  }

  function declineDraw(actor: string, id: string): string {
    const game = runningGameOf(actor, id);
    if (typeof game === 'string') return game;
    if (game.draw && game.draw.by !== actor) game.draw = { by: game.draw.by, refused: true };
    return 'ok';
  }

  function cancelGame(actor: string, id: string): string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (game.over) return 'GAME_ALREADY_ENDED';
    if (game.joined.length === 2) return 'GAME_ALREADY_STARTED';
    if (game.host !== actor) return 'PLAYER_IS_NOT_HOST';
    game.over = 'ABORTED';
    return 'ok';
  }

  function offer(actor: string, id: string): string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (!game.over) return 'GAME_NOT_ENDED';
    if (game.joined.length < 2 || !game.joined.includes(actor)) return 'PLAYER_CAN_NOT_PLAY';
    if (game.rematched || game.offer?.by === actor) return 'ok';
    game.rematched = game.offer !== null;
    game.offer = game.rematched ? null : { by: actor, until: now + WAIT };
    return 'ok';
  }

  function withdraw(actor: string, id: string): string {
    const game = told.get(id);
    if (!game) return 'GAME_NOT_FOUND';
    if (!game.over) return 'GAME_NOT_ENDED';
    if (!game.joined.includes(actor)) return 'PLAYER_CAN_NOT_PLAY';
    if (game.rematched) return 'REMATCH_ALREADY_STARTED';
    if (game.offer?.by === actor) game.offer = null;
    return 'ok';
  }

  function pass(milliseconds: number): void {
    now += milliseconds;
    for (const game of told.values()) {
      if (game.offer && game.offer.until <= now) game.offer = null;
      if (game.over || game.deadline > now) continue;
      const marked = game.marked.length;
      if (marked < 2) game.over = 'ABORTED';
      else [game.over, game.winner] = ['WIN', game.joined[(marked + 1) % 2] ?? null];
    }
  }

  function answerTo(actor: string, { type, data }: Said): string {
    switch (type) {
      case 'CreateGame':
        return create(actor, data.gameId, data.rules, data.timePerTurn);
      case 'JoinGame':
        return join(actor, data.gameId);
      case 'PlaceMark':
        return place(actor, data.gameId, data.x, data.y);
      case 'Resign':
        return resign(actor, data.gameId);
      case 'OfferDraw':
        return offerDraw(actor, data.gameId);
      case 'DeclineDraw':
        return declineDraw(actor, data.gameId);
      case 'CancelGame':
        return cancelGame(actor, data.gameId);
      case 'OfferRematch':
        return offer(actor, data.gameId);
      case 'WithdrawRematch':
        return withdraw(actor, data.gameId);
      default:
        return type satisfies never;
    }
  }

  /** What can be seen of a game, in the words of the product. */
  function seen(id: string) {
    const game = told.get(id);
    if (!game) return null;
    const board = boardOf(game);
    const { joined, over, winner, host, rules, offer: offered, rematched } = game;
    if (over) {
      const offeredBy = offered?.by ?? null;
      return { stage: 'Ended', players: joined, board, result: over, winner, offeredBy, rematched };
    }
    const deadline = new Date(game.deadline).toISOString();
    if (joined.length < 2)
      return { stage: 'WaitingForPlayers', host, players: joined, expiresAt: deadline, rules };
    const turn = game.marked.length + 1;
    const { draw } = game;
    return { stage: 'InProgress', players: joined, board, turn, playerId: whoseTurn(game), deadline, draw };
  }

  return { answerTo, pass, seen };
}

function boardOf({ rules, marked, joined }: Told) {
  if (rules === 'ultimate') return ultimateBoardOf(marked);
  return [0, 1, 2].map((y) =>
    [0, 1, 2].map((x) => {
      const turn = marked.indexOf(y * 3 + x);
      return turn < 0 ? null : joined[turn % 2];
    }),
  );
}

function ultimateBoardOf(marked: readonly number[]) {
  const { cells, forced } = referenceOf(marked);
  const seats: Readonly<Record<string, number>> = { X: 0, O: 1 };
  const inThrees = (of: (n: number) => unknown) => [0, 3, 6].map((y) => [0, 1, 2].map((x) => of(y + x)));
  const boards = inThrees((board) => inThrees((place) => seats[cells[cell(board, place)] ?? ''] ?? null));
  return {
    rules: 'ultimate',
    boards,
    next: forced === null ? null : { x: forced % 3, y: Math.floor(forced / 3) },
  };
}

function visible(game: Game | undefined) {
  if (!game) return null;
  if (game.stage === 'WaitingForPlayers') {
    const { stage, host, players, expiresAt, rules = 'classic' } = game;
    return { stage, host, players, expiresAt, rules };
  }
  if (game.stage === 'InProgress') {
    const { stage, players, board, turn, playerId, deadline } = game;
    const draw = game.draw ? { by: game.draw.by, refused: game.draw.declined } : null;
    return { stage, players, board, turn, playerId, deadline, draw };
  }
  const { stage, players, board, result, winner, rematchOfferedBy = null, rematch } = game;
  const rematched = rematch !== undefined;
  return { stage, players, board, result, winner, offeredBy: rematchOfferedBy, rematched };
}

/** Some refusals are rare where everything is random. */
const [one] = gameIds;
const tries = (x: number, y: number): Act => ({ kind: 'try', gameId: one, x, y });
const refused: readonly (readonly Act[])[] = [
  [...begin(one).slice(0, 2), { kind: 'place', actor: ann, gameId: one, x: 0, y: 0 }],
  [...begin(one), tries(0, 0), tries(0, 0)],
  [...begin(one, 'ultimate'), tries(0, 0), tries(0, 0), tries(8, 8)],
  [...begin(one), { kind: 'cancel', actor: ann, gameId: one }],
  [
    ...begin(one).slice(0, 2),
    ...[bea, ann].map((actor) => ({ kind: 'cancel', actor, gameId: one }) as const),
  ],
  [
    ...begin(one),
    { kind: 'offer', actor: ann, gameId: one },
    { kind: 'resign', actor: ann, gameId: one },
    { kind: 'offer', actor: ann, gameId: one },
    { kind: 'offer', actor: bea, gameId: one },
    { kind: 'withdraw', actor: ann, gameId: one },
  ],
  [
    ...begin(one, 'ultimate'),
    { kind: 'offer draw', actor: ann, gameId: one },
    { kind: 'decline draw', actor: bea, gameId: one },
    { kind: 'offer draw', actor: ann, gameId: one },
  ],
  [...begin(one), { kind: 'offer draw', actor: ann, gameId: one }],
];

test('whatever three people try in two games, the answers and the games are those of the rules', async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(acts, async (tried) => {
      const world = await harness({ modules: [gamesModule({ turnTimeout: TURN })] });
      const model = createModel();
      for (const act of tried) {
        if (act.kind === 'pass') {
          await perform(world, act);
          model.pass(act.milliseconds);
        } else {
          const said = commandOf(act, storedGame(world, act.gameId));
          if (!said) continue;
          const { actor, command } = said;
          const outcome = await world.execute(actor, command);
          const expected = model.answerTo(actor, command);
          expect(outcome.ok ? 'ok' : outcome.rejection.reason).toBe(expected);
          answers.add(expected);
        }
        for (const id of gameIds) expect(visible(storedGame(world, id))).toEqual(model.seen(id));
      }
      world.assertNoFailures();
    }),
    { numRuns: 400, examples: refused.map((sitting) => [sitting]) },
  );
  expect([...answers].toSorted()).toEqual([
    'ALL_PLAYERS_ALREADY_JOINED',
    'BOARD_NOT_OPEN',
    'DRAW_DECLINED',
    'GAME_ALREADY_ENDED',
    'GAME_ALREADY_EXISTS',
    'GAME_ALREADY_STARTED',
    'GAME_NOT_ENDED',
    'GAME_NOT_FOUND',
    'GAME_NOT_STARTED',
    'NO_DRAW_BY_AGREEMENT',
    'PLAYER_ALREADY_JOINED',
    'PLAYER_CAN_NOT_PLAY',
    'PLAYER_IS_NOT_HOST',
    'POSITION_ALREADY_FILLED',
    'POSITION_OFF_LIMITS',
    'REMATCH_ALREADY_STARTED',
    'ok',
  ]);
});

test('whole games of ultimate tic-tac-toe, with tries that are refused, are those of the reference', async () => {
  const random = randomNumbers(3);
  const ends = new Set<string>();
  for (let n = 0; n < 200; n += 1) {
    const world = await harness({ modules: [gamesModule({ turnTimeout: TURN })] });
    const id = one;
    const model = createModel();
    const say = async (actor: (typeof people)[number], command: Said) => {
      const outcome = await world.execute(actor, command);
      expect(outcome.ok ? 'ok' : outcome.rejection.reason).toBe(model.answerTo(actor, command));
    };
    await say(ann, CreateGame({ gameId: id, rules: 'ultimate' }));
    for (const player of [ann, bea]) await say(player, JoinGame({ gameId: id }));

    const marked: number[] = [];
    for (let now = referenceOf(marked); now.over === '.'; now = referenceOf(marked)) {
      const player = marked.length % 2 === 0 ? ann : bea;
      const tried = random(81);
      const open = openCells(now);
      // Often one that is refused; then one that is not.
      for (const at of open.includes(tried) ? [tried] : [tried, open[random(open.length)] ?? Number.NaN]) {
        await say(player, PlaceMark({ gameId: id, x: at % 9, y: Math.floor(at / 9) }));
        if (open.includes(at)) marked.push(at);
      }
    }
    const game = storedGame(world, id);
    expect(visible(game)).toEqual(model.seen(id));
    if (game?.stage === 'Ended') ends.add(`${game.result} ${game.reason} ${game.winner}`);
    world.assertNoFailures();
  }
  expect(ends).toEqual(
    new Set([`WIN THREE_IN_A_ROW ${ann}`, `WIN THREE_IN_A_ROW ${bea}`, 'DRAW BOARD_FULL null']),
  );
});
