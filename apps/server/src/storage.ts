import { type Database, StorageFailure } from '@tic-tac-toe/db';
import type { Application } from '@tic-tac-toe/domain/kit';
import { TRPCError } from '@trpc/server';
import type { Log } from './log.ts';

/** Whether the database can be read and is in its place; the log has why not, once each time that this changes. */
export function readiness(database: Pick<Database, 'checkPlace' | 'log'>, log: Log): () => Promise<boolean> {
  let wasReady = true;
  return async () => {
    try {
      database.checkPlace();
      await database.log.read('', 0, 1);
      wasReady = true;
    } catch (error) {
      if (wasReady) log.error({ err: error }, 'not ready');
      wasReady = false;
    }
    return wasReady;
  };
}

/**
 * The application as callers meet it: where the disk is full, or cannot be written, they are told that nothing
 * was kept and that it is worth trying again, and the log has SQLite's own words.
 */
export function sayingWhatStorageRefuses(app: Application, log: Log): Application {
  async function guarded<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      log.error({ err: error }, 'the database refused');
      throw new TRPCError({
        code: 'SERVICE_UNAVAILABLE',
        message: 'The server cannot store anything now, and has kept nothing of this. Try again later.',
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
