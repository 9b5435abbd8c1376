import type { RequestListener } from 'node:http';
import { type Api, signInFirst } from '@tic-tac-toe/api/router';
import type { Application, Clock } from '@tic-tac-toe/domain/kit';
import { callLog } from '../call-log.ts';
import { type Config, sessionLifetimeMs } from '../config.ts';
import { type ContextParts, httpContext } from '../context.ts';
import { sessionCookie } from '../identity/cookie.ts';
import { createSignIns, type SignIns } from '../identity/sign-ins.ts';
import type { Inspector } from '../inspector/inspect.ts';
import type { Log } from '../log.ts';
import { createShare } from '../share/share.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createConnectionContext } from './connection-context.ts';
import { type Connections, createConnections } from './connections.ts';
import { adopting, followSessions } from './follow-sessions.ts';
import { type Frames, serveFrames } from './frames.ts';
import { createRequestListener, type HttpParts } from './http.ts';
import { createLimits } from './limits.ts';
import { nobodysConnections } from './nobodys-connections.ts';
import { foreignPages, senderOf } from './origin.ts';
import { peerReader } from './peer.ts';
import { createPort, type Port } from './port.ts';
import { serveProcedures } from './procedures.ts';
import { createSockets } from './sockets.ts';
import { staticFiles } from './static-files.ts';
import { asksForStream, createStreams, type Streams } from './streams.ts';

export interface WireParts {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly app: Application;
  readonly api: Api;
  /** The folder of the built web app. */
  readonly webApp: string;
  /** Set in development. */
  readonly inspector: Inspector | undefined;
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
  /** Since when the server has seen its database without a break, as `performance.now`. */
  readonly sightedSince: () => number;
  /** As `Phase` has it. */
  readonly isStaying: () => boolean;
  /** False while the server starts, and once it stops. */
  readonly takesWork: () => boolean;
  readonly telemetry: Pick<Telemetry, 'observer' | 'observerOf' | 'cutOff' | 'traces' | 'head'>;
}

/** All that clients meet: the port, and what answers behind it. */
export interface Wire {
  readonly port: Port;
  readonly signIns: SignIns;
  readonly connections: Connections;
  readonly streams: Streams;
  readonly frames: Frames;
  /** How many there are. */
  readonly subscribers: () => number;
}

/** Puts the wire together around the application; its port does not listen yet. */
export function createWire(parts: WireParts): Wire {
  const { config, log, clock, app, api, sightedSince, takesWork, telemetry } = parts;
  const limits = createLimits(config);
  const connections = createConnections();
  const signIns = createSignIns({
    app,
    lifetimeMs: sessionLifetimeMs(config),
    now: clock.now,
    sightedSince,
    onRenewalFailed: (error) => log.warn({ err: error }, 'a session could not be renewed: tried again later'),
  });
  const cookie = sessionCookie(config.BASE_PATH, clock.now);
  const contextParts: ContextParts = {
    app,
    signIns,
    limits,
    serviceToken: config.SERVICE_TOKEN,
    cookie,
    adopt: adopting(connections, limits, nobodysConnections(log, cookie)),
    now: clock.now,
    observer: telemetry.observer,
    observerOf: telemetry.observerOf,
  };
  const peerOf = peerReader(config.TRUST_PROXY);

  const noteForeign = foreignPages(log);
  const onError = callLog(log, telemetry.traces);
  const contextOf = createConnectionContext(contextParts, connections, config, log);
  const frames = serveFrames({ api, config, contextOf, onError });
  const { serve } = frames;
  const sockets = createSockets({
    config,
    log,
    limits,
    noteForeign,
    connections,
    takesWork,
    serve,
    onCutOff: () => telemetry.cutOff('socket'),
  });
  const streams = createStreams({ app, limits, connections, contextOf });
  const procedures = serveProcedures({
    router: api.router,
    config,
    async httpContext(request, response, info) {
      const peer = peerOf(request);
      if (asksForStream(info)) return streams.open(request, response, peer, info);
      const sender = senderOf(request, peer, config.ALLOWED_ORIGINS);
      const first = request.method === 'POST' ? signInFirst(info.calls.map(({ path }) => path)) : null;
      return httpContext(contextParts, request, response, peer, sender, first);
    },
    onError,
  });

  const answer = answering(parts, { limits, cookie, noteForeign, procedures });
  const port = createPort(config, limits, sockets, answer, () => telemetry.cutOff('request'));
  followSessions(signIns, connections);
  return { port, signIns, connections, streams, frames, subscribers: limits.subscriptions };
}

/** What is answered to requests: procedures, and all that is at hand. */
function answering(
  { config, log, app, webApp, inspector, isReady, isStaying, takesWork, clock, telemetry }: WireParts,
  shared: Pick<HttpParts, 'limits' | 'cookie' | 'noteForeign' | 'procedures'>,
): RequestListener {
  return createRequestListener({
    ...shared,
    config,
    log,
    files: staticFiles(webApp, config.BASE_PATH, telemetry.head),
    share: createShare(app, config.BASE_PATH),
    ...(inspector && { inspect: (...asked) => inspector.answer(app, ...asked) }),
    isReady,
    isStaying,
    takesWork,
    now: clock.now,
  });
}
