import { z } from 'zod';
import type { Ended, Game } from './game.ts';
import { seatOf } from './seats.ts';

const Count = z.number().int().min(0);

/** How games between two came out, by the seats that they have in one of these games. One that was aborted counts for neither. */
export const Series = z.object({ won: z.tuple([Count, Count]), drawn: Count });
export type Series = z.output<typeof Series>;

const none: Series = { won: [0, 0], drawn: 0 };

function withEnd({ won: [first, second], drawn }: Series, { result, winner, players }: Ended): Series {
  const [one, other] = players;
  if (result === 'DRAW') return { won: [first, second], drawn: drawn + 1 };
  if (result === 'ABORTED' || winner === null || one === undefined || other === undefined)
    return { won: [first, second], drawn };
  return seatOf([one, other], winner) === 0
    ? { won: [first + 1, second], drawn }
    : { won: [first, second + 1], drawn };
}

/** How the series stands: with this game, once it is over. Undefined where no game of it has come to an end that counts. */
export function standOf(game: Game): Series | undefined {
  if (game.stage === 'WaitingForPlayers') return undefined;
  const stand = game.stage === 'Ended' ? withEnd(game.series ?? none, game) : (game.series ?? none);
  return stand.won[0] + stand.won[1] + stand.drawn === 0 ? undefined : stand;
}

/** The same series in a game with sides swapped. */
export const swapped = ({ won: [first, second], drawn }: Series): Series => ({
  won: [second, first],
  drawn,
});
