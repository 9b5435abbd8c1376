import type { Reaction } from '@tic-tac-toe/domain/contracts';
import { type PlainSentence } from '../../languages/t.ts';

/** What each of them is called, for who does not see it. */
export const words = {
  THUMBS_UP: 'thumbs up',
  APPLAUSE: 'applause',
  LAUGH: 'laughter',
  SURPRISE: 'surprise',
  THINKING: 'thinking',
  HEART: 'heart',
} as const satisfies Record<Reaction, PlainSentence>;
