import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createApi } from '@tic-tac-toe/api/router';
import type { openDatabase as openFile } from '@tic-tac-toe/db';
import type { Clock, Module } from '@tic-tac-toe/domain/kit';
import { createApp, modulesOf } from './app.ts';
import { clockWasSet, createClock, machineTime } from './clock.ts';
import type { Config } from './config.ts';
import { openDatabase, type ServerDatabase } from './database.ts';
import type { Inspect } from './inspector/inspect.ts';
import { listen, urlOf } from './listen.ts';
import { sharePresence } from './identity/shared-presence.ts';
import { createLog, type Log } from './log.ts';
import { createPhase } from './phase.ts';
import { startPruning } from './pruning.ts';
import { sayingWhatStorageRefuses, watchStorage } from './storage.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { within } from './waiting.ts';
import { CLOSE, type Connections } from './wire/connections.ts';
import { close } from './wire/sockets.ts';
import { createWire } from './wire/wire.ts';

/** Seen alike from `src` and from the bundle in `dist`. */
const WEB_APP = fileURLToPath(new URL('../../web/dist', import.meta.url));

/* Stopping takes less than 5 s, whatever clients do: each of its steps has its time. */
const REQUESTS_END_WITHIN_MS = 2_000;
const APPLICATION_STOPS_WITHIN_MS = 1_000;
const CONNECTIONS_CLOSE_WITHIN_MS = 1_200;

/** What a test may put in the place of what the server runs on. */
export interface Overrides {
  readonly openDatabase?: typeof openFile;
  readonly modules?: readonly Module[];
  readonly clock?: Clock;
  readonly log?: Log;
  /** The folder of the built web app. */
  readonly webApp?: string;
  /** In development: what shows the bus at work. */
  readonly inspect?: Inspect;
  /** What finished spans go to, instead of a collector. Switches traces on. */
  readonly spans?: SpanProcessor;
}

export interface Server extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** The port that `/metrics` is at; null where there is none. */
  readonly metricsPort: number | null;
  /** Works on for as long as the settings say, while `/readyz` sends balancers elsewhere and no connection is kept. */
  drain(): Promise<void>;
  /** Refuses new work, finishes what is in hand, sends clients elsewhere, and lets go of port and database. */
  stop(): Promise<void>;
}

/**
 * Puts everything together and listens.
 * @throws PortRefused, DatabaseRefused, RouterDiffers; nothing is left open then
 */
export async function startServer(config: Config, overrides: Overrides = {}): Promise<Server> {
  const { log, api, database, clock, app, telemetry, phase, wire } = await assemble(config, overrides);
  const { port, signIns, connections, streams, frames, subscribers } = wire;
  const pruning = startPruning(database, clock, log);
  let stopSharing = async () => {};
  closeWhenDeclaredDead(database, connections, log);

  async function letGo(): Promise<void> {
    pruning.stop();
    void telemetry.close();
    signIns.stop();
    frames.stop();
    port.server.closeAllConnections();
    await database.close();
  }

  async function stop(): Promise<void> {
    phase.stop();
    const closed = port.close();
    frames.tellToReconnect();
    // They are answers that are never complete: nobody waits for them.
    streams.endAll();
    await within(REQUESTS_END_WITHIN_MS, port.untilAnswered());
    // Where another program holds the file, callers hear now that nothing was kept.
    database.stopWaiting();
    // From here on, those who leave are on their way to another server.
    await within(APPLICATION_STOPS_WITHIN_MS, stopSharing());
    await within(APPLICATION_STOPS_WITHIN_MS, app.stop());
    // What was finished last is answered in this turn.
    await setImmediate();
    for (const { client } of connections.all()) close(client, CLOSE.restarting);
    port.server.closeIdleConnections();
    // Nothing more is done: what was traced is sent meanwhile.
    await within(CONNECTIONS_CLOSE_WITHIN_MS, Promise.all([closed, telemetry.close()]));
    await letGo();
    log.info('stopped');
  }

  try {
    const number = await listen(port.server, config);
    port.server.on('error', (error) => log.error({ err: error }, 'the port failed'));
    const { readers } = api;
    const metricsPort = await telemetry.open({ connections, subscribers, readers, database, now: clock.now });
    await app.start();
    if (database.connections)
      stopSharing = await sharePresence(app, database.connections, (error) =>
        log.warn({ err: error }, 'presence at another server was not noted'),
      );
    phase.run();
    const url = `${urlOf(config.HOST, number)}${config.BASE_PATH}`;
    log.info({ url, database: database.place }, `ready at ${url}`);
    let stopped: Promise<void> | undefined;
    const stopOnce = () => (stopped ??= stop());
    return {
      port: number,
      url,
      metricsPort,
      drain: phase.drain,
      stop: stopOnce,
      [Symbol.asyncDispose]: stopOnce,
    };
  } catch (error) {
    void port.close();
    await letGo();
    throw error;
  }
}

/** All parts, put together; nothing runs yet. */
async function assemble(config: Config, overrides: Overrides) {
  const { webApp = WEB_APP, modules = modulesOf(config) } = overrides;
  const log = overrides.log ?? (await createLog(config));
  const api = createApi(modules.map(({ contract }) => contract));
  const database = await openDatabase(config, modules, overrides.openDatabase);
  // All servers of a database go by its clock.
  const { clock = createClock(clockWasSet(log), machineTime(database.now)) } = overrides;
  const inspector = overrides.inspect?.({ config, modules, clock });
  const storage = watchStorage(database, clock, log);
  const telemetry = await createTelemetry(config, log, overrides.spans);
  const app = sayingWhatStorageRefuses(
    createApp({
      config,
      modules,
      database: { ...database, store: storage.store },
      clock,
      log,
      telemetry,
      hooks: inspector ? [inspector.hooks] : [],
    }),
  );

  const phase = createPhase(config, log);
  const { isReady } = storage;
  const sightedSince = database.membership?.sightedSince ?? (() => -Infinity);
  const wire = createWire({
    ...phase,
    config,
    log,
    clock,
    app,
    api,
    webApp,
    isReady,
    sightedSince,
    telemetry,
    inspector,
  });
  return { log, api, database, clock, app, telemetry, phase, wire };
}

/** The users of these connections are offline by now, or are somewhere else. */
function closeWhenDeclaredDead({ membership }: ServerDatabase, connections: Connections, log: Log): void {
  membership?.onDeclaredDead(() => {
    log.warn('other servers have taken this one to be dead: its connections are closed');
    for (const { client } of connections.all()) close(client, CLOSE.restarting);
  });
}
