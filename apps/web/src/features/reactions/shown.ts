import type { GameId, Reaction, UserId } from '@tic-tac-toe/domain/contracts';
import { useSyncExternalStore } from 'react';
import { reactionFeed, type Sent } from './feed.ts';

const SHOWN_FOR_MS = 4_000;

/** A reaction as it is shown: `number` tells it from another of the same. */
export interface Shown {
  readonly number: number;
  readonly player: UserId;
  readonly reaction: Reaction;
}

/** The latest of each player, oldest first. */
let shown: readonly (Shown & { readonly gameId: GameId })[] = [];
let count = 0;
const listeners = new Set<() => void>();

function become(next: typeof shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

reactionFeed.show = (sent: Sent) => {
  count += 1;
  const number = count;
  become([...shown.filter(({ player }) => player !== sent.player), { ...sent, number }]);
  setTimeout(() => become(shown.filter((one) => one.number !== number)), SHOWN_FOR_MS);
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** What has been sent in a game during the last seconds. */
export const useShown = (gameId: GameId): readonly Shown[] =>
  useSyncExternalStore(subscribe, () => shown).filter((one) => one.gameId === gameId);
