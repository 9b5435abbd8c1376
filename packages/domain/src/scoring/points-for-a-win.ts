import { isAgainstComputer } from '../games/computer/computer.ts';
import type { UserId } from '../users/ids.ts';

/** For a win against another human (DESIGN). */
export const POINTS_FOR_A_WIN = 100;

interface Won {
  readonly players: readonly UserId[];
  readonly winner: UserId | null;
}

/** What the winner of a game gets: draws and aborted games have none, and a win against the computer gives nothing. */
export const pointsFor = ({ players, winner }: Won): number =>
  winner === null || isAgainstComputer({ players }) ? 0 : POINTS_FOR_A_WIN;
