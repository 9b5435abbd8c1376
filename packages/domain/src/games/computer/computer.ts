import { z } from 'zod';
import { ActorId } from '../../kit/define/index.ts';

/** How well the computer plays: at random, with an eye on the next marks, or as well as it can. */
export const Level = z.enum(['easy', 'fair', 'perfect']);
export type Level = z.output<typeof Level>;

export const levels = ['easy', 'fair', 'perfect'] as const satisfies readonly Level[];

/** The computer is a player of its own at each level: the same on every server, of a family of ids that is no user's. */
const ids: Readonly<Record<Level, ActorId>> = {
  easy: ActorId.parse('c0c0c0c0-0000-4000-8000-000000000001'),
  fair: ActorId.parse('c0c0c0c0-0000-4000-8000-000000000002'),
  perfect: ActorId.parse('c0c0c0c0-0000-4000-8000-000000000003'),
};

export const computerOf = (level: Level): ActorId => ids[level];

/** Undefined for a human. */
export const levelOf = (player: ActorId): Level | undefined => levels.find((level) => ids[level] === player);

export const isComputer = (player: ActorId): boolean => levelOf(player) !== undefined;

export const isAgainstComputer = ({ players }: { readonly players: readonly ActorId[] }): boolean =>
  players.some(isComputer);
