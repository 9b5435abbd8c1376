import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAppRouter } from '@tic-tac-toe/api/router';
import { openDatabase } from '@tic-tac-toe/db';
import { type Clock, keptForever, type Module, shapesOf } from '@tic-tac-toe/domain/kit';
import { createApp, modulesOf } from './app.ts';
import { callLog } from './call-log.ts';
import { clockWasSet, createClock } from './clock.ts';
import { type Config, sessionLifetimeMs } from './config.ts';
import { type ContextParts, httpContext } from './context.ts';
import { sessionCookie } from './identity/cookie.ts';
import { createSignIns } from './identity/sign-ins.ts';
import { listen, urlOf } from './listen.ts';
import { createLog, type Log } from './log.ts';
import { startPruning } from './pruning.ts';
import { sayingWhatStorageRefuses, watchStorage } from './storage.ts';
import { within } from './waiting.ts';
import { createConnectionContext } from './wire/connection-context.ts';
import { CLOSE, createConnections } from './wire/connections.ts';
import { adopting, followSessions } from './wire/follow-sessions.ts';
import { createRequestListener } from './wire/http.ts';
import { createLimits } from './wire/limits.ts';
import { nobodysConnections } from './wire/nobodys-connections.ts';
import { foreignPages, senderOf } from './wire/origin.ts';
import { peerReader } from './wire/peer.ts';
import { createPort } from './wire/port.ts';
import { serveProcedures } from './wire/procedures.ts';
import { close, createSockets } from './wire/sockets.ts';
import { staticFiles } from './wire/static-files.ts';
import { asksForStream, createStreams } from './wire/streams.ts';

/** Seen alike from `src` and from the bundle in `dist`. */
const WEB_APP = fileURLToPath(new URL('../../web/dist', import.meta.url));

/* Stopping takes less than 5 s, whatever clients do: each of its steps has its time. */
const REQUESTS_END_WITHIN_MS = 2_000;
const APPLICATION_STOPS_WITHIN_MS = 1_000;
const CONNECTIONS_CLOSE_WITHIN_MS = 1_200;

/** What a test may put in the place of what the server runs on. */
export interface Overrides {
  readonly openDatabase?: typeof openDatabase;
  readonly modules?: readonly Module[];
  readonly clock?: Clock;
  readonly log?: Log;
  /** The folder of the built web app. */
  readonly webApp?: string;
}

export interface Server extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Refuses new work, finishes what is in hand, sends clients elsewhere, and lets go of port and database. */
  stop(): Promise<void>;
}

/**
 * Puts everything together and listens.
 * @throws PortRefused, DatabaseRefused, RouterDiffers; nothing is left open then
 */
export async function startServer(config: Config, overrides: Overrides = {}): Promise<Server> {
  const { webApp = WEB_APP, openDatabase: open = openDatabase, modules = modulesOf(config) } = overrides;
  const log = overrides.log ?? (await createLog(config));
  const { clock = createClock(clockWasSet(log)) } = overrides;
  const contracts = modules.map(({ contract }) => contract);
  const router = createAppRouter(contracts);
  const database = open({
    file: config.DATABASE_FILE,
    shapes: shapesOf(modules),
    kept: keptForever(contracts),
  });
  const storage = watchStorage(database, clock, log);
  const app = sayingWhatStorageRefuses(
    createApp({ config, modules, database: { ...database, store: storage.store }, clock, log }),
  );

  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  const takesWork = () => phase === 'running';
  const limits = createLimits(config);
  const connections = createConnections();
  const signIns = createSignIns({
    app,
    lifetimeMs: sessionLifetimeMs(config),
    now: clock.now,
    onRenewalFailed: (error) => log.warn({ err: error }, 'a session could not be renewed: tried again later'),
  });
  const cookie = sessionCookie(config.BASE_PATH, clock.now);
  const parts: ContextParts = {
    app,
    signIns,
    limits,
    serviceToken: config.SERVICE_TOKEN,
    cookie,
    adopt: adopting(connections, limits, nobodysConnections(log, cookie)),
    now: clock.now,
  };
  const peerOf = peerReader(config.TRUST_PROXY);

  const noteForeign = foreignPages(log);
  const sockets = createSockets({ config, log, limits, noteForeign, connections, takesWork });
  const socketContext = createConnectionContext(parts, connections, config, log);
  const streams = createStreams({ app, limits, connections, contextOf: socketContext });
  const procedures = serveProcedures({
    router,
    config,
    sockets: sockets.server,
    async httpContext(request, response, info) {
      const peer = peerOf(request);
      if (asksForStream(info)) return streams.open(request, response, peer, info);
      return httpContext(parts, request, response, peer, senderOf(request, peer, config.ALLOWED_ORIGINS));
    },
    socketContext,
    onError: callLog(log),
  });

  const port = createPort(
    config,
    limits,
    sockets,
    createRequestListener({
      config,
      log,
      limits,
      cookie,
      noteForeign,
      procedures: procedures.listener,
      files: staticFiles(webApp, config.BASE_PATH),
      isReady: storage.isReady,
      takesWork,
      now: clock.now,
    }),
  );
  followSessions(signIns, connections);
  const pruning = startPruning(database, clock, log);

  async function letGo(): Promise<void> {
    pruning.stop();
    signIns.stop();
    port.server.closeAllConnections();
    await database.close();
  }

  async function stop(): Promise<void> {
    phase = 'stopping';
    const closed = port.close();
    procedures.tellToReconnect();
    // They are answers that are never complete: nobody waits for them.
    streams.endAll();
    await within(REQUESTS_END_WITHIN_MS, port.untilAnswered());
    // Where another program holds the file, callers hear now that nothing was kept.
    database.stopWaiting();
    await within(APPLICATION_STOPS_WITHIN_MS, app.stop());
    // What was finished last is answered in this turn.
    await setImmediate();
    for (const { client } of connections.all()) close(client, CLOSE.restarting);
    port.server.closeIdleConnections();
    await within(CONNECTIONS_CLOSE_WITHIN_MS, closed);
    await letGo();
    log.info('stopped');
  }

  try {
    const number = await listen(port.server, config);
    port.server.on('error', (error) => log.error({ err: error }, 'the port failed'));
    await app.start();
    phase = 'running';
    const url = `${urlOf(config.HOST, number)}${config.BASE_PATH}`;
    log.info({ url, database: config.DATABASE_FILE }, `ready at ${url}`);
    let stopped: Promise<void> | undefined;
    const stopOnce = () => (stopped ??= stop());
    return { port: number, url, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
  } catch (error) {
    void port.close();
    await letGo();
    throw error;
  }
}
