import type { Contracts, PublicUser, UserId } from '@tic-tac-toe/domain/contracts';

/** Those online, as far as they are known here: pages that were asked for, with what changed since. */
export interface Presence {
  readonly users: ReadonlyMap<UserId, PublicUser>;
  /** How many there are, known here or not. */
  readonly total: number;
  /** Where the next page begins; null once all pages are here. */
  readonly next: UserId | null;
}

export type Page = Contracts['users']['queries']['getUsersOnline']['$answer'];
export type Change = Contracts['users']['events']['UsersOnlineUpdated']['$data'];

export const firstPage = ({ users, total, next }: Page): Presence => ({
  users: new Map(users.map((user) => [user.id, user])),
  total,
  next,
});

export const withPage = (before: Presence, { users, total, next }: Page): Presence => ({
  users: new Map([...before.users, ...users.map((user) => [user.id, user] as const)]),
  total,
  next,
});

/** Taking in the same change twice is harmless: a page may have known of it already. */
export function withChange(before: Presence, { online, offline, total }: Change): Presence {
  const users = new Map(before.users);
  for (const user of online) users.set(user.id, user);
  for (const id of offline) users.delete(id);
  return { ...before, users, total };
}

const byAlias = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Everybody known but oneself, by name. */
export const othersIn = ({ users }: Presence, me: UserId): readonly PublicUser[] =>
  [...users.values()].filter(({ id }) => id !== me).toSorted((a, b) => byAlias.compare(a.alias, b.alias));
