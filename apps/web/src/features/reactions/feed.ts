import type { GameEvent } from '@tic-tac-toe/domain/contracts';

export type Sent = Extract<GameEvent, { readonly type: 'ReactionSent' }>['data'];

/** Where reactions come in. What shows them is loaded after the table, and knows none of before. */
export const reactionFeed = { show: (_sent: Sent): void => {} };
