import { and, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { HandlerRetried, NEVER } from '@tic-tac-toe/domain/kit';
import { checkOwner } from './admission.ts';
import { configureWriter, openWriter } from './connection.ts';
import { guarded } from '../failures.ts';
import { timers } from '../schema.ts';

/** A handler that has failed for good, and the effect that it failed at. */
export interface Failed {
  /** The argument of `retry`. */
  readonly key: string;
  readonly handler: string;
  readonly error: string;
  readonly failures: number;
  /** The operation in which it failed first, as in the log. */
  readonly operation: string;
  readonly data: unknown;
}

const isFailed = and(eq(timers.eventType, HandlerRetried.name), eq(timers.wakeAt, NEVER));

/** Opens the file for the duration of `work`, even while its server is running. */
function opened<Result>(file: string, work: (db: ReturnType<typeof drizzle>) => Result): Result {
  const client = openWriter(file);
  try {
    checkOwner(client, file);
    configureWriter(client);
    return work(drizzle(client));
  } finally {
    client.close();
  }
}

/** The handlers that have failed for good, in the file of a running or stopped server. */
export const failedHandlers = guarded((file: string): readonly Failed[] =>
  opened(file, (db) =>
    db
      .select({ key: timers.key, eventData: timers.eventData })
      .from(timers)
      .where(isFailed)
      .orderBy(timers.key)
      .all()
      .map(({ key, eventData }) => {
        const { effect, ...rest } = HandlerRetried.schema.parse(JSON.parse(eventData));
        return { key, ...rest, data: effect.data };
      }),
  ),
);

/**
 * Makes the server, now or at its next start, retry what has failed for good: the handler of a key, or all for null.
 * @returns the number of handlers to be retried
 */
export const retryFailed = guarded((file: string, key: string | null): number =>
  opened(
    file,
    (db) =>
      db
        .update(timers)
        .set({ due: 0, wakeAt: 0 })
        .where(key === null ? isFailed : and(isFailed, eq(timers.key, key)))
        .run().changes,
  ),
);
