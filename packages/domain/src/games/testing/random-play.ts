/** What people may do to a game, wisely or not, and what time does to it. */
import fc from 'fast-check';
import type { Outcome } from '../../kit/define/index.ts';
import type { Harness } from '../../kit/testing/index.ts';
import { ann, bea, cid, gameNumber } from '../../testing/people.ts';
import {
  CancelGame,
  CreateGame,
  DeclineDraw,
  JoinGame,
  OfferDraw,
  OfferRematch,
  PlaceMark,
  Resign,
  WithdrawRematch,
} from '../commands.ts';
import { type Game, game } from '../game.ts';
import type { GameId } from '../ids.ts';
import { type RulesName, takesMark } from '../rules/rules.ts';
import type { TimePerTurn } from '../time-per-turn.ts';

export const people = [ann, bea, cid] as const;
export const gameIds = [gameNumber(1), gameNumber(2)] as const;

export type Act =
  | {
      readonly kind: 'create';
      readonly actor: typeof ann;
      readonly gameId: GameId;
      readonly rules?: RulesName | undefined;
      readonly timePerTurn?: TimePerTurn | undefined;
    }
  | {
      readonly kind: 'join' | 'resign' | 'cancel' | 'offer' | 'withdraw' | 'offer draw' | 'decline draw';
      readonly actor: typeof ann;
      readonly gameId: GameId;
    }
  | {
      readonly kind: 'place';
      readonly actor: typeof ann;
      readonly gameId: GameId;
      readonly x: number;
      readonly y: number;
    }
  /** A legal move, where there is one: without these, few random games would end. */
  | { readonly kind: 'play'; readonly gameId: GameId; readonly choice: number }
  /** The player whose turn it is tries a cell, free or not. */
  | { readonly kind: 'try'; readonly gameId: GameId; readonly x: number; readonly y: number }
  | { readonly kind: 'pass'; readonly milliseconds: number };

const actor = fc.constantFrom(...people);
const gameId = fc.constantFrom(...gameIds);
const rules = fc.constantFrom(undefined, 'classic', 'ultimate');
const timePerTurn = fc.constantFrom(undefined, 10_000 as const, 60_000 as const);
const onTheBoard = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 8 }) },
);
const anywhere = fc.oneof(
  { weight: 4, arbitrary: onTheBoard },
  { weight: 1, arbitrary: fc.integer({ min: -4, max: 12 }) },
  { weight: 1, arbitrary: fc.double() },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create'), actor, gameId, rules, timePerTurn }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join'), actor, gameId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resign'), actor, gameId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), actor, gameId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('offer'), actor, gameId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw'), actor, gameId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('offer draw'), actor, gameId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('decline draw'), actor, gameId }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('place'), actor, gameId, x: anywhere, y: anywhere }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('play'), gameId, choice: fc.nat(80) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('try'), gameId, x: anywhere, y: anywhere }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass'), milliseconds: fc.integer({ min: 1, max: 25_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      milliseconds: fc.constantFrom(19_999, 20_000, 600_000),
    }),
  },
);

/** Often both games are begun already, so that there is something to do. */
export const acts: fc.Arbitrary<readonly Act[]> = fc
  .tuple(fc.boolean(), rules, timePerTurn, fc.array(act, { maxLength: 40 }))
  .map(([begun, of, time, some]) =>
    begun ? [...gameIds.flatMap((id) => begin(id, of, time)), ...some] : some,
  );

export const begin = (id: GameId, of?: RulesName, timePerTurn?: TimePerTurn): readonly Act[] => [
  { kind: 'create', actor: ann, gameId: id, rules: of, timePerTurn },
  { kind: 'join', actor: ann, gameId: id },
  { kind: 'join', actor: bea, gameId: id },
];

/** Of the largest board: what is off a smaller one takes no marks. */
const cells = Array.from({ length: 81 }, (_, n) => ({ x: n % 9, y: Math.floor(n / 9) }));

/** What an act comes to: a command, or time that passes; nothing where there is no legal move. */
export function commandOf(act: Exclude<Act, { kind: 'pass' }>, state: Game | undefined) {
  const { gameId: id } = act;
  switch (act.kind) {
    case 'create':
      return {
        actor: act.actor,
        command: CreateGame({ gameId: id, rules: act.rules, timePerTurn: act.timePerTurn }),
      };
    case 'join':
      return { actor: act.actor, command: JoinGame({ gameId: id }) };
    case 'resign':
      return { actor: act.actor, command: Resign({ gameId: id }) };
    case 'cancel':
      return { actor: act.actor, command: CancelGame({ gameId: id }) };
    case 'offer':
      return { actor: act.actor, command: OfferRematch({ gameId: id }) };
    case 'withdraw':
      return { actor: act.actor, command: WithdrawRematch({ gameId: id }) };
    case 'offer draw':
      return { actor: act.actor, command: OfferDraw({ gameId: id }) };
    case 'decline draw':
      return { actor: act.actor, command: DeclineDraw({ gameId: id }) };
    case 'place':
      return { actor: act.actor, command: PlaceMark({ gameId: id, x: act.x, y: act.y }) };
    case 'try': {
      if (state?.stage !== 'InProgress') return null;
      return { actor: state.playerId, command: PlaceMark({ gameId: id, x: act.x, y: act.y }) };
    }
    case 'play': {
      if (state?.stage !== 'InProgress') return null;
      const free = cells.filter((cell) => takesMark(state.board, cell));
      const cell = free[act.choice % free.length] ?? { x: 0, y: 0 };
      return { actor: state.playerId, command: PlaceMark({ gameId: id, ...cell }) };
    }
    default:
      return act satisfies never;
  }
}

export const storedGame = ({ ports }: Pick<Harness, 'ports'>, id: GameId): Game | undefined =>
  (ports.reader.load(game, id) as { readonly state: Game } | undefined)?.state;

export async function perform(world: Harness, act: Act): Promise<Outcome | null> {
  if (act.kind === 'pass') {
    await world.advance(act.milliseconds);
    return null;
  }
  const said = commandOf(act, storedGame(world, act.gameId));
  return said && (await world.execute(said.actor, said.command));
}
