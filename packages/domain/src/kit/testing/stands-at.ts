import type { Awaitable } from '../define/awaitable.ts';
import { type Commit, type Committed, NO_READS } from '../ports.ts';

const NOTHING: Commit = { reads: NO_READS, states: [], events: [], timers: [], receipts: [] };

/** Where the log of a store stands that numbers all topics by one counter: a commit of nothing says so. */
export async function standsAt(store: {
  readonly commit: (commit: Commit) => Awaitable<Committed>;
}): Promise<number> {
  const { before } = await store.commit(NOTHING);
  return before;
}
