import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAppRouter } from '@tic-tac-toe/api/router';
import { openDatabase } from '@tic-tac-toe/db';
import type { Clock } from '@tic-tac-toe/domain/kit';
import { createApp } from './app.ts';
import { callLog } from './call-log.ts';
import { systemClock } from './clock.ts';
import { type Config, sessionLifetimeMs } from './config.ts';
import { type ContextParts, httpContext } from './context.ts';
import { createSignIns } from './identity/sign-ins.ts';
import { listen, urlOf } from './listen.ts';
import { createLog, type Log } from './log.ts';
import { startPruning } from './pruning.ts';
import { sayingWhatStorageRefuses } from './storage.ts';
import { createConnectionContext } from './wire/connection-context.ts';
import { CLOSE, createConnections } from './wire/connections.ts';
import { createRequestListener } from './wire/http.ts';
import { admission } from './wire/admission.ts';
import { createLimits } from './wire/limits.ts';
import { senderOf } from './wire/origin.ts';
import { peerReader } from './wire/peer.ts';
import { serveProcedures } from './wire/procedures.ts';
import { close, createSockets } from './wire/sockets.ts';
import { staticFiles } from './wire/static-files.ts';

/** Seen alike from `src` and from the bundle in `dist`. */
const WEB_APP = fileURLToPath(new URL('../../web/dist', import.meta.url));

/* Stopping takes less than 5 s, whatever clients do: each of its steps has its time. */
const REQUESTS_END_WITHIN_MS = 2_000;
const APPLICATION_STOPS_WITHIN_MS = 1_000;
const CONNECTIONS_CLOSE_WITHIN_MS = 1_200;

/** How often the runtime looks for requests that take too long to arrive. */
const LATE_REQUESTS_EVERY_MS = 1_000;

/** An HTTP connection over which nothing moves, in neither direction, is closed. WebSockets have their own pings. */
const IDLE_MS = 60_000;

/** What a test may put in the place of what the server runs on. */
export interface Overrides {
  readonly openDatabase?: typeof openDatabase;
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
 * @throws PortRefused, DatabaseRefused; nothing is left open then
 */
export async function startServer(config: Config, overrides: Overrides = {}): Promise<Server> {
  const { clock = systemClock, webApp = WEB_APP, openDatabase: open = openDatabase } = overrides;
  const log = overrides.log ?? (await createLog(config));
  const database = open({ file: config.DATABASE_FILE });
  const app = sayingWhatStorageRefuses(createApp(config, database, clock, log), log);

  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  const takesWork = () => phase === 'running';
  const limits = createLimits(config);
  const connections = createConnections();
  const signIns = createSignIns(app, sessionLifetimeMs(config), clock.now);
  const parts: ContextParts = { app, signIns, limits, serviceToken: config.SERVICE_TOKEN, now: clock.now };
  const peerOf = peerReader(config.TRUST_PROXY);

  const sockets = createSockets({ config, log, limits, connections, takesWork });
  const procedures = serveProcedures({
    router: createAppRouter(),
    config,
    sockets: sockets.server,
    httpContext(request, response) {
      const peer = peerOf(request);
      return httpContext(parts, request, response, peer, senderOf(request, peer, config.ALLOWED_ORIGINS));
    },
    socketContext: createConnectionContext(parts, connections, config, log),
    onError: callLog(log),
  });

  const http = createHttpServer({
    requestTimeout: config.TIMEOUT_REQUEST_MS,
    headersTimeout: config.TIMEOUT_REQUEST_MS,
    connectionsCheckingInterval: LATE_REQUESTS_EVERY_MS,
  });
  http.timeout = IDLE_MS;
  const isReady = async () => (await app.log.read('', 0, 1)).length >= 0;
  const files = staticFiles(webApp);
  const inHand = new Set<ServerResponse>();
  http.on('request', (_request, response) => {
    inHand.add(response);
    response.on('close', () => inHand.delete(response));
  });
  http.on(
    'request',
    createRequestListener({
      config,
      log,
      limits,
      procedures: procedures.listener,
      files,
      isReady,
      takesWork,
    }),
  );
  http.on('upgrade', sockets.handleUpgrade);
  http.on('connection', admission(config, limits));

  signIns.onEnded((session) => {
    const ending = connections.following(session);
    for (const connection of ending) connection.identity = null;
    // In the next turn: the answer to signing out is sent first.
    globalThis.setImmediate(() => {
      for (const { client } of ending) close(client, CLOSE.sessionEnded);
    });
  });

  const pruning = startPruning(database, clock, log);

  async function letGo(): Promise<void> {
    pruning.stop();
    signIns.stop();
    http.closeAllConnections();
    await database.close();
  }

  async function stop(): Promise<void> {
    phase = 'stopping';
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    procedures.tellToReconnect();
    await within(
      REQUESTS_END_WITHIN_MS,
      until(() => inHand.size === 0),
    );
    await within(APPLICATION_STOPS_WITHIN_MS, app.stop());
    // What was finished last is answered in this turn.
    await setImmediate();
    for (const { client } of connections.all()) close(client, CLOSE.restarting);
    http.closeIdleConnections();
    await within(CONNECTIONS_CLOSE_WITHIN_MS, closed);
    await letGo();
    log.info('stopped');
  }

  try {
    const port = await listen(http, config);
    http.on('error', (error) => log.error({ err: error }, 'the port failed'));
    await app.start();
    phase = 'running';
    const url = urlOf(config.HOST, port);
    log.info({ url, database: config.DATABASE_FILE }, `ready at ${url}`);
    let stopped: Promise<void> | undefined;
    const stopOnce = () => (stopped ??= stop());
    return { port, url, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
  } catch (error) {
    http.close();
    await letGo();
    throw error;
  }
}

/** Waits for `work`, but not longer. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const enough = setTimeout(milliseconds, undefined, { signal: patience.signal }).catch(() => {});
  await Promise.race([work, enough]);
  patience.abort();
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(10);
}
