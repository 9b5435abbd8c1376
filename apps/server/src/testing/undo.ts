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
 * The product as it will be once a mark can be taken back: each running game says who has asked for it. What the handlers of today
 * leave is brought to that shape here, where a real change would edit them.
 */

const { command, event, state } = scope('games');

const [Waiting, InProgress, Ended] = Game.options;
const GameWithUndo = z.discriminatedUnion('stage', [
  Waiting,
  InProgress.extend({ undoAskedBy: UserId.nullable() }),
  Ended,
]);

const GAME_NOT_FOUND = rejection('GAME_NOT_FOUND', 'NOT_FOUND');
const GAME_NOT_RUNNING = rejection('GAME_NOT_RUNNING', 'CONFLICT');
const NOT_A_PLAYER = rejection('NOT_A_PLAYER', 'FORBIDDEN');

export const AskUndo = command('AskUndo', z.object({ gameId: GameId }), {
  rejections: [GAME_NOT_FOUND, GAME_NOT_RUNNING, NOT_A_PLAYER],
});
export const UndoAsked = event('UndoAsked', z.object({ gameId: GameId, player: UserId }));

/** A game as it is stored today: nobody can ask for a mark back. */
type GameBeforeUndo = { readonly stage: string };
const addQuestion = (old: GameBeforeUndo) =>
  old.stage === 'InProgress' ? { ...old, undoAskedBy: null } : old;

/** How the version of a game changes with its schema, from that of today. */
type Change = Pick<Shape, 'version' | 'upcasts'>;
const today = shapesOf(productModules).states.get('games.game');
if (!today) throw new Error('The product stores no games.');
const { version, upcasts }: Change = today;
export const unnoticed: Change = { version, upcasts };
export const withoutUpcast: Change = { version: version + 1, upcasts };
export const withUpcast: Change = { version: version + 1, upcasts: { ...upcasts, [version]: addQuestion } };

/** The modules of today, with that question. Until the test ends, every handler of theirs finds games of this shape. */
export function withUndo(modules: readonly Module[], change: Change): readonly Module[] {
  return modules.map((module) =>
    module.contract.name === contracts.games.name ? gamesWithUndo(module, change) : module,
  );
}

function gamesWithUndo(module: Module, change: Change): Module {
  const game: AnyState | undefined = module.states[0];
  if (!game) throw new Error('The module of games has no state.');
  const { schema } = game;
  Object.assign(game, { schema: GameWithUndo, ...change });
  onTestFinished(() => void Object.assign(game, { schema, ...unnoticed }));
  const commands = Object.entries(module.commands).map(
    ([name, handler]) => [name, leavingQuestions(handler)] as const,
  );
  return {
    ...module,
    contract: {
      ...module.contract,
      commands: { ...module.contract.commands, askUndo: AskUndo },
      events: { ...module.contract.events, UndoAsked },
    },
    commands: { ...Object.fromEntries(commands), askUndo: { ...askUndo, state: game } },
    reactions: module.reactions.map(leavingQuestions),
  };
}

const stages = ['WaitingForPlayers', 'InProgress', 'Ended'] as const;
const askUndo = handle(AskUndo, state('game', GameWithUndo, { stages }), {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: {
    WaitingForPlayers: GAME_NOT_RUNNING,
    InProgress: (running, { gameId }, { actor }) => {
      const player = running.players.find((seated) => seated === actor);
      if (!player) return NOT_A_PLAYER;
      return become({ ...running, undoAskedBy: player }, UndoAsked({ gameId, player }));
    },
    Ended: GAME_NOT_RUNNING,
  },
});

/** A handler of today's, which knows nothing of it: in a new turn nobody has asked. */
const leavingQuestions = (handler: Handler): Handler => ({
  ...handler,
  run(...args) {
    const outcome = handler.run(...args);
    return 'kind' in outcome ? outcome : [withQuestion(outcome[0]), outcome[1]];
  },
});

const withQuestion = (next: unknown): unknown =>
  isStaged(next) && !('undoAskedBy' in next) ? addQuestion(next) : next;

const isStaged = (value: unknown): value is GameBeforeUndo =>
  typeof value === 'object' && value !== null && 'stage' in value && typeof value.stage === 'string';
