import {
  type Commit,
  type Immediate,
  isSameTimer,
  type LookupRead,
  staleKey,
  type StateRead,
  type Store,
} from '@tic-tac-toe/domain/kit';

/** The part of a store that is needed to compare what was read. */
export type Reading = Immediate<Pick<Store, 'load' | 'all' | 'where' | 'timer'>>;

/** The keys of a commit's reads that are stale. */
export function staleIn(store: Reading, { reads, states }: Commit): readonly string[] {
  const isAt = ({ definition, id, version }: StateRead) =>
    (store.load(definition, id)?.version ?? 0) === version;
  const isAsFound = ({ definition, by, ids }: LookupRead) => {
    const found = by === null ? store.all(definition) : store.where(definition, by.index, by.value);
    return found.length === ids.length && found.every(({ id }, index) => id === ids[index]);
  };
  const stale: string[] = [];
  for (const write of states)
    if (!isAt({ ...write, version: write.expected })) stale.push(staleKey.state(write));
  for (const read of reads.states) if (!isAt(read)) stale.push(staleKey.state(read));
  for (const lookup of reads.lookups) if (!isAsFound(lookup)) stale.push(staleKey.lookup(lookup));
  for (const read of reads.timers) {
    if (!isSameTimer(store.timer(read.key), read.found)) stale.push(staleKey.timer(read));
  }
  return stale;
}
