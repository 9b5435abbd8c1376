import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@tic-tac-toe/domain/kit';
import type { ServerDatabase } from './database.ts';
import type { Log } from './log.ts';

/** After the rush of a start, and then so often that what strangers may leave in the file stays little. */
const EVERY_MS = 60_000;

/** Deletes, each minute, what has been kept long enough: a portion per turn of the event loop. */
export function startPruning(
  database: Pick<ServerDatabase, 'prune'>,
  clock: Clock,
  log: Log,
): { stop(): void } {
  let running = true;
  let callOff = clock.alarm(clock.now() + EVERY_MS, pruneAndGoOn);

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

  /** The next begins when this one has ended: a long one is not overtaken. */
  function pruneAndGoOn(): void {
    void pruneAll()
      .catch((error: unknown) => log.error({ err: error }, 'pruning failed'))
      .finally(() => {
        if (running) callOff = clock.alarm(clock.now() + EVERY_MS, pruneAndGoOn);
      });
  }

  return {
    stop() {
      running = false;
      callOff();
    },
  };
}
