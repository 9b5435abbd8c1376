import { type Level, levelOf, type UserId } from '@tic-tac-toe/domain/contracts';
import { type PlainSentence, t } from '../../languages/t.ts';

/** How well it plays. */
export const levelNames = { easy: 'Easy', fair: 'Fair', perfect: 'Perfect' } as const satisfies Record<
  Level,
  PlainSentence
>;

const names = {
  easy: 'Computer (easy)',
  fair: 'Computer (fair)',
  perfect: 'Computer (perfect)',
} as const satisfies Record<Level, PlainSentence>;

/** The computer has no alias of its own choice, so that it is called as the reader says it. Undefined for a human. */
export function computerName(player: UserId): string | undefined {
  const level = levelOf(player);
  return level && t(names[level]);
}
