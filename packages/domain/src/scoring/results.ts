import { z } from 'zod';
import { isAgainstComputer } from '../games/computer/computer.ts';
import { GameEnded } from '../games/events.ts';
import { GameEndReason } from '../games/game.ts';
import { GameId } from '../games/ids.ts';
import { type DataOf, Instant, toInstant } from '../kit/define/index.ts';
import { UserId } from '../users/ids.ts';
import { projection } from './scope.ts';

const Count = z.number().int().min(0);
const Tally = z.object({ won: Count, drawn: Count, lost: Count });

/** By who played first. */
export const BySide = z.object({ first: Tally, second: Tally });
export type BySide = z.output<typeof BySide>;

/** A game as one of its players sees it. */
export const PlayedGame = z.object({
  gameId: GameId,
  opponent: UserId,
  outcome: z.enum(['won', 'drawn', 'lost']),
  reason: GameEndReason,
  endedAt: Instant,
});
export type PlayedGame = z.output<typeof PlayedGame>;

/** The games that a row remembers. */
const REMEMBERED = 10;

/** How somebody's games came out: those in which they played first, and those in which they played second. */
export const Results = BySide.extend({
  /** The last ten, newest first. */
  last: z.array(PlayedGame),
});
export type Results = z.output<typeof Results>;

const nothing = { won: 0, drawn: 0, lost: 0 };

type End = DataOf<typeof GameEnded>;

const outcomeFor = (player: string, { result, winner }: End): PlayedGame['outcome'] =>
  result === 'DRAW' ? 'drawn' : winner === player ? 'won' : 'lost';

function counted(before: BySide, player: string, end: End): BySide {
  const side = end.players[0] === player ? 'first' : 'second';
  const outcome = outcomeFor(player, end);
  return { ...before, [side]: { ...before[side], [outcome]: before[side][outcome] + 1 } };
}

/** A game that was aborted counts for nobody, and neither does one against the computer. */
export const counts = ({ result, players }: End): boolean =>
  result !== 'ABORTED' && !isAgainstComputer({ players });

/** By player. */
export const results = projection('results', Results, {
  // The second version remembers games.
  version: 2,
  events: [GameEnded],
  key: ({ data }) => (counts(data) ? data.players : null),
  initial: { first: nothing, second: nothing, last: [] },
  evolve({ last, ...row }, { data: end, recordedAt }, player) {
    const { gameId, reason, players } = end;
    const opponent = players.find((each) => each !== player);
    const outcome = outcomeFor(player, end);
    const played = opponent && { gameId, opponent, outcome, reason, endedAt: toInstant(recordedAt) };
    return {
      ...counted(row, player, end),
      last: played ? [played, ...last].slice(0, REMEMBERED) : last,
    };
  },
});

/** What the keys of a player's rows begin with. */
export const rivalsOf = (player: string): string => `${player}/`;

/** By player and opponent. */
export const rivals = projection('rivals', BySide, {
  events: [GameEnded],
  key({ data }) {
    const [first, second] = data.players;
    if (!counts(data) || first === undefined || second === undefined) return null;
    return [rivalsOf(first) + second, rivalsOf(second) + first];
  },
  initial: { first: nothing, second: nothing },
  evolve: (row, { data }, key) => counted(row, key.slice(0, key.indexOf('/')), data),
});
