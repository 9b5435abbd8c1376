import { contracts, Game, GameId, UserId } from '@tic-tac-toe/domain';
import {
  type AnyState,
  become,
  handle,
  type Handler,
  type Module,
  rejection,
  scope,
  type Shape,
  shapesOf,
} from '@tic-tac-toe/domain/kit';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { productModules } from './product.ts';

/*
 * The product as it will be once a draw can be offered: each running game says by whom. What the handlers of today
 * leave is brought to that shape here, where a real change would edit them.
 */

const { command, event, state } = scope('games');

const [Waiting, InProgress, Ended] = Game.options;
const GameWithDraws = z.discriminatedUnion('stage', [
  Waiting,
  InProgress.extend({ drawOfferedBy: UserId.nullable() }),
  Ended,
]);

const GAME_NOT_FOUND = rejection('GAME_NOT_FOUND', 'NOT_FOUND');
const GAME_NOT_RUNNING = rejection('GAME_NOT_RUNNING', 'CONFLICT');
const NOT_A_PLAYER = rejection('NOT_A_PLAYER', 'FORBIDDEN');

export const OfferDraw = command('OfferDraw', z.object({ gameId: GameId }), {
  rejections: [GAME_NOT_FOUND, GAME_NOT_RUNNING, NOT_A_PLAYER],
});
export const DrawOffered = event('DrawOffered', z.object({ gameId: GameId, player: UserId }));

/** A game as it is stored today: nobody can offer a draw. */
type GameBeforeDraws = { readonly stage: string };
const addOffer = (old: GameBeforeDraws) =>
  old.stage === 'InProgress' ? { ...old, drawOfferedBy: null } : old;

/** How the version of a game changes with its schema, from that of today. */
type Change = Pick<Shape, 'version' | 'upcasts'>;
const today = shapesOf(productModules).states.get('games.game');
if (!today) throw new Error('The product stores no games.');
const { version, upcasts }: Change = today;
export const unnoticed: Change = { version, upcasts };
export const withoutUpcast: Change = { version: version + 1, upcasts };
export const withUpcast: Change = { version: version + 1, upcasts: { ...upcasts, [version]: addOffer } };

/** The modules of today, with draws. Until the test ends, every handler of theirs finds games of this shape. */
export function withDraws(modules: readonly Module[], change: Change): readonly Module[] {
  return modules.map((module) =>
    module.contract.name === contracts.games.name ? gamesWithDraws(module, change) : module,
  );
}

function gamesWithDraws(module: Module, change: Change): Module {
  const game: AnyState | undefined = module.states[0];
  if (!game) throw new Error('The module of games has no state.');
  const { schema } = game;
  Object.assign(game, { schema: GameWithDraws, ...change });
  onTestFinished(() => void Object.assign(game, { schema, ...unnoticed }));
  const commands = Object.entries(module.commands).map(
    ([name, handler]) => [name, leavingOffers(handler)] as const,
  );
  return {
    ...module,
    contract: {
      ...module.contract,
      commands: { ...module.contract.commands, OfferDraw },
      events: { ...module.contract.events, DrawOffered },
    },
    commands: { ...Object.fromEntries(commands), OfferDraw: { ...offerDraw, state: game } },
    reactions: module.reactions.map(leavingOffers),
  };
}

const stages = ['WaitingForPlayers', 'InProgress', 'Ended'] as const;
const offerDraw = handle(OfferDraw, state('game', GameWithDraws, { stages }), {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: {
    WaitingForPlayers: GAME_NOT_RUNNING,
    InProgress: (running, { gameId }, { actor }) => {
      const player = running.players.find((seated) => seated === actor);
      if (!player) return NOT_A_PLAYER;
      return become({ ...running, drawOfferedBy: player }, DrawOffered({ gameId, player }));
    },
    Ended: GAME_NOT_RUNNING,
  },
});

/** A handler of today's, which knows nothing of offers: a new turn has none. */
const leavingOffers = (handler: Handler): Handler => ({
  ...handler,
  run(...args) {
    const outcome = handler.run(...args);
    return 'kind' in outcome ? outcome : [withOffer(outcome[0]), outcome[1]];
  },
});

const withOffer = (next: unknown): unknown =>
  isStaged(next) && !('drawOfferedBy' in next) ? addOffer(next) : next;

const isStaged = (value: unknown): value is GameBeforeDraws =>
  typeof value === 'object' && value !== null && 'stage' in value && typeof value.stage === 'string';
