import type { Awaitable } from '../define/awaitable.ts';
import { type Commit, type Committed, NO_READS } from '../ports.ts';

const NOTHING: Commit = { reads: NO_READS, states: [], events: [], timers: [], receipts: [] };

/** Where the log stands, in a store that numbers all topics by one counter: an empty commit returns it. */
export async function standsAt(store: {
  readonly commit: (commit: Commit) => Awaitable<Committed>;
}): Promise<number> {
  const { before } = await store.commit(NOTHING);
  return before;
}
