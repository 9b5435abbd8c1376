import { DatabaseRefused, type FailureReason, StorageFailure } from '@tic-tac-toe/domain/kit';
import pg from 'pg';
import type { Address } from './address.ts';

/** SQLSTATE of PostgreSQL, or a code of the network; null for other errors. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Another commit was in the way: a deadlock, a lock that was waited for too long, a row that appeared meanwhile. */
const CONFLICTS: readonly (string | null)[] = ['40P01', '55P03', '40001', '23505'];

export const isConflict = (error: unknown): boolean => CONFLICTS.includes(codeOf(error));

/** Whether the database has said that it did not do what was asked. Without an answer, it may have done it. */
export const isAnswered = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';

const SENTENCES: Readonly<Partial<Record<FailureReason, string>>> = {
  FULL: 'The disk of the database is full: nothing can be stored until there is room.',
  READ_ONLY: 'The database cannot be written: it is a standby, or was set to be read only.',
  BUSY: 'The database is too busy: it did not do what was asked in time, or has no connection left.',
  DAMAGED: 'The database is damaged: restore a backup.',
  UNREACHABLE: 'The database cannot be reached.',
  IN_DOUBT: 'The database was lost before it answered: it may have kept what it was given.',
  OTHER: 'The database refuses a statement.',
};

/** The first of these that a SQLSTATE begins with decides. */
const REASONS: readonly (readonly [code: string, reason: FailureReason])[] = [
  ['53100', 'FULL'],
  ['53', 'BUSY'],
  ['57014', 'BUSY'],
  ['57', 'UNREACHABLE'],
  ['08', 'UNREACHABLE'],
  ['25006', 'READ_ONLY'],
  ['XX001', 'DAMAGED'],
  ['XX002', 'DAMAGED'],
];

export function failure(reason: FailureReason, cause: unknown): StorageFailure {
  const code = codeOf(cause);
  const said = `${code === null ? '' : `${code}: `}${messageOf(cause)}`;
  return new StorageFailure(reason, `${SENTENCES[reason] ?? ''} (${said})`, { cause });
}

/** The error for callers: a sentence, followed by PostgreSQL's own message. What fails without a SQLSTATE was the network. */
export function toFailure(error: unknown): StorageFailure {
  if (error instanceof StorageFailure) return error;
  // drizzle wraps what the driver says.
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(said instanceof pg.DatabaseError)) return failure('UNREACHABLE', said);
  const reason = REASONS.find(([prefix]) => said.code?.startsWith(prefix))?.[1] ?? 'OTHER';
  return failure(reason, said);
}

/** Wraps a reading so that errors become sentences. */
export const guarded =
  <Arguments extends readonly unknown[], Result>(action: (...args: Arguments) => Promise<Result>) =>
  async (...args: Arguments): Promise<Result> => {
    try {
      return await action(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };

/** Why a database cannot be opened, for the operator; other errors as they are. No sentence shows the password. */
export function refusal(error: unknown, { user, place, database }: Address): unknown {
  if (error instanceof DatabaseRefused) return error;
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const refused = (reason: DatabaseRefused['reason'], sentence: string) =>
    new DatabaseRefused(reason, sentence, { cause: said });
  switch (codeOf(said)) {
    case '28P01':
    case '28000':
      return refused(
        'NOT_ALLOWED',
        `PostgreSQL at ${place} does not accept the user ${user} with this password.`,
      );
    case '3D000':
      return refused('UNSUITABLE', `PostgreSQL at ${place} has no database ${database}: create it first.`);
    case '42501':
      return refused(
        'NOT_ALLOWED',
        `The user ${user} may not do what is needed in the database ${database} (${messageOf(said)}): let the user own it.`,
      );
    case '53300':
      return refused('UNREACHABLE', `PostgreSQL at ${place} has no connection left for this server.`);
    case '55P03':
      return refused('IN_USE', `Another server has been migrating the database ${database} for too long.`);
    default:
  }
  if (said instanceof pg.DatabaseError && !said.code?.startsWith('57')) return said;
  return refused(
    'UNREACHABLE',
    `No PostgreSQL can be reached at ${place} (${codeOf(said) ?? messageOf(said)}).`,
  );
}
