import { type Game, isAgainstComputer } from '@tic-tac-toe/domain/contracts';

/** Whether players say anything to each other there: to the computer there is nothing to be said. */
export const hasReactions = (game: Game): boolean => game.players.length === 2 && !isAgainstComputer(game);
