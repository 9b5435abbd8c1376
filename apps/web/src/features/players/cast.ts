import type { UserId } from '@tic-tac-toe/domain/contracts';

/** Who is who in a sentence: the reader is "you", everybody else goes by their alias. */
export interface Cast {
  /** Null for who watches without an alias. */
  readonly me: UserId | null;
  readonly aliasOf: (id: UserId) => string;
}

export const nameOf = ({ me, aliasOf }: Cast, id: UserId): string => (id === me ? 'You' : aliasOf(id));

export const possessiveOf = ({ me, aliasOf }: Cast, id: UserId): string =>
  id === me ? 'Your' : `${aliasOf(id)}’s`;
