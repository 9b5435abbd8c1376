import { type Application, type Clock, StorageFailure, type Store } from '@tic-tac-toe/domain/kit';
import { TRPCError } from '@trpc/server';
import type { ServerDatabase } from './database.ts';
import type { Log } from './log.ts';

/** How long after a refusal the server counts as unready. Then only somebody's call can tell whether it still is. */
const REFUSAL_COUNTS_MS = 10_000;

export interface Storage {
  /** The database's store. The log hears when it begins to refuse commits, in its own words, and when it ends. */
  readonly store: Store;
  /** Whether the database can be read and written, and is in its place; the log has why not, each time that changes. */
  isReady(): Promise<boolean>;
}

export function watchStorage(
  database: Pick<ServerDatabase, 'checkIdentity' | 'log' | 'store'>,
  { now }: Pick<Clock, 'now'>,
  log: Log,
): Storage {
  let wasReady = true;
  let refusedAt = -Infinity;
  let refusal: string | null = null;

  return {
    store: {
      ...database.store,
      async commit(work) {
        try {
          const committed = await database.store.commit(work);
          if (refusal !== null) log.info('the database accepts again');
          refusal = null;
          refusedAt = -Infinity;
          return committed;
        } catch (error) {
          if (error instanceof StorageFailure) {
            // Whether it is in its place can be seen at any time.
            if (error.reason !== 'MISPLACED') refusedAt = now();
            if (error.message !== refusal) log.error({ err: error }, 'the database refused');
            refusal = error.message;
          }
          throw error;
        }
      },
    },

    async isReady() {
      try {
        database.checkIdentity();
        await database.log.read('', 0, 1);
        wasReady = true;
      } catch (error) {
        if (wasReady) log.error({ err: error }, 'not ready');
        wasReady = false;
      }
      return wasReady && now() - refusedAt >= REFUSAL_COUNTS_MS;
    },
  };
}

/** The application as callers meet it: where nothing can be stored, they are told so, and that it is worth trying again. */
export function sayingWhatStorageRefuses(app: Application): Application {
  async function guarded<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      throw new TRPCError({
        code: 'SERVICE_UNAVAILABLE',
        message:
          error.reason === 'IN_DOUBT'
            ? 'The server has lost its database, and does not know whether this was kept. Try again: it is done once.'
            : 'The server cannot store anything now, and has kept nothing of this. Try again later.',
        cause: error,
      });
    }
  }
  return {
    ...app,
    execute: (command, caller) => guarded(app.execute(command, caller)),
    ask: (query, caller) => guarded(app.ask(query, caller)),
    publish: (event, caller) => guarded(app.publish(event, caller)),
  };
}
