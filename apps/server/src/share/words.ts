import type { Game } from '@tic-tac-toe/domain/contracts';

/** What is said of a link where somebody shares it. */
export interface Words {
  readonly title: string;
  readonly description: string;
}

const ofProduct: Words = {
  title: 'tic-tac-toe',
  description: 'Tic-tac-toe for two, live: nine squares, twenty seconds a move.',
};

/** @param nameOf the alias of a player */
export function wordsFor(game: Game | null, nameOf: (player: string) => string): Words {
  if (game === null) return ofProduct;
  const both = game.players.map(nameOf).join(' and ');
  switch (game.stage) {
    case 'WaitingForPlayers':
      return {
        title: `${nameOf(game.host)} is waiting for you`,
        description: `Play ${game.rules === 'ultimate' ? 'ultimate tic-tac-toe' : 'tic-tac-toe'}: one tap, and you have the free seat.`,
      };
    case 'InProgress':
      return { title: `${both} are playing tic-tac-toe`, description: 'Watch them live.' };
    case 'Ended':
      return {
        title: ended(game, nameOf, both),
        description: 'Look back at it, mark by mark, or play a game yourself.',
      };
  }
}

function ended(
  game: Extract<Game, { stage: 'Ended' }>,
  nameOf: (player: string) => string,
  both: string,
): string {
  if (game.players.length < 2) return 'A game of tic-tac-toe that nobody came to';
  const loser = game.players.find((player) => player !== game.winner);
  if (game.winner !== null && loser !== undefined)
    return `${nameOf(game.winner)} won against ${nameOf(loser)}`;
  return game.result === 'DRAW' ? `${both} drew` : `${both} called their game off`;
}
