import type { Reaction } from '@tic-tac-toe/domain/contracts';

/** What each of them is called, for who does not see it. */
export const words: Readonly<Record<Reaction, string>> = {
  THUMBS_UP: 'thumbs up',
  APPLAUSE: 'applause',
  LAUGH: 'laughter',
  SURPRISE: 'surprise',
  THINKING: 'thinking',
  HEART: 'heart',
};
