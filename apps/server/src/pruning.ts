import { setImmediate } from 'node:timers/promises';
import type { Database } from '@tic-tac-toe/db';
import type { Clock } from '@tic-tac-toe/domain/kit';
import type { Log } from './log.ts';

/** After the rush of a start; and not so late that a server which is restarted often never gets there. */
const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Deletes, soon after the start and each hour, what has been kept long enough: a portion per turn of the event loop. */
export function startPruning(database: Pick<Database, 'prune'>, clock: Clock, log: Log): { stop(): void } {
  let running = true;

  async function pruneAll(): Promise<void> {
    let receipts = 0;
    let events = 0;
    for (let more = true; more && running; await setImmediate()) {
      const pruned = await database.prune({ now: clock.now() });
      receipts += pruned.receipts;
      events += pruned.events;
      more = pruned.more;
    }
    if (receipts + events > 0) log.info({ receipts, events }, 'pruned');
  }

  function pruneAndGoOn(): void {
    timer = setTimeout(pruneAndGoOn, EVERY_MS);
    pruneAll().catch((error: unknown) => log.error({ err: error }, 'pruning failed'));
  }

  let timer = setTimeout(pruneAndGoOn, FIRST_AFTER_MS);
  return {
    stop() {
      running = false;
      clearTimeout(timer);
    },
  };
}
