import { newUuid } from '@tic-tac-toe/api';
import { modules } from '@tic-tac-toe/domain';
import {
  type Application,
  type Clock,
  createApplication,
  type Hooks,
  type Module,
} from '@tic-tac-toe/domain/kit';
import { busLog } from './bus-log.ts';
import { type Config, sessionLifetimeMs } from './config.ts';
import type { ServerDatabase } from './database.ts';
import { createGathering } from './gathering.ts';
import type { Log } from './log.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export const modulesOf = (config: Config): readonly Module[] =>
  modules({ turnTimeout: config.TURN_TIMEOUT_MS, sessionLifetime: sessionLifetimeMs(config) });

interface AppParts {
  readonly config: Config;
  readonly modules: readonly Module[];
  readonly database: Pick<ServerDatabase, 'store' | 'reader' | 'log' | 'signals' | 'connections'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Further observers of the bus. */
  readonly hooks?: readonly Hooks[];
  /** Who looks on, beside the log. */
  readonly telemetry: Pick<Telemetry, 'hooks' | 'apart' | 'traces'>;
}

/** The domain, on this machine's clock, randomness and database. */
export function createApp({
  config,
  modules: running,
  database,
  clock,
  log,
  hooks = [],
  telemetry,
}: AppParts): Application {
  const gather = createGathering({
    others: () => database.connections?.others() ?? 0,
    now: () => performance.now(),
  });
  return createApplication({
    modules: running,
    checksShapes: config.CHECK_SHAPES,
    ports: {
      store: database.store,
      reader: database.reader,
      log: database.log,
      ...(database.signals && { signals: database.signals }),
      clock,
      newId: newUuid,
      defer: (work, waiting) => telemetry.apart(() => gather(work, waiting)),
    },
    hooks: [busLog(log, telemetry.traces), ...telemetry.hooks, ...hooks],
    onWatcherFailed: (error) => log.error({ err: error }, 'something beside the bus failed'),
  });
}
