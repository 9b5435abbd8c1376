import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Observer } from '@tic-tac-toe/api/router';
import type { Hooks } from '@tic-tac-toe/domain/kit';
import { type Config, tracesAreOn } from '../config.ts';
import type { Log } from '../log.ts';
import { callLines } from './call-lines.ts';
import type { Sources } from './gauges.ts';
import type { Pipe } from './metrics.ts';
import { type MetricsPort, openMetricsPort } from './metrics-port.ts';
import { NO_TRACES, type TraceIds } from './trace-ids.ts';

/** What operators see of a server. Costs nothing where nobody has asked for it. */
export interface Telemetry {
  readonly hooks: readonly Hooks[];
  /** Null where nobody looks at calls. */
  readonly observer: Observer | null;
  /** Sees the calls of a request, which may say what trace they are part of. */
  readonly observerOf: (request: IncomingMessage, response: ServerResponse) => Observer | null;
  readonly cutOff: (pipe: Pipe) => void;
  /** Does something for whoever comes: what follows from it belongs to no call. */
  readonly apart: (work: () => void) => void;
  /** For lines of the log. */
  readonly traces: TraceIds;
  /** Stands in the head of every page: whether it is to say what a click is part of. */
  readonly head: string;
  /**
   * From now on it is told.
   * @returns the port that `/metrics` is at; null where there is none
   * @throws PortRefused
   */
  open(sources: Sources): Promise<number | null>;
  /** Tells what is not told yet. */
  close(): Promise<void>;
}

/** As `apps/web/src/api/trace.ts` looks for it. */
const TRACED = '<meta name="traces" content="on" />';

/** @param spans what finished spans go to, instead of a collector */
export async function createTelemetry(config: Config, log: Log, spans?: SpanProcessor): Promise<Telemetry> {
  const metering = await createMetering(config, log);
  // What only some servers need is imported by those alone: `build.mjs` makes files of their own of it.
  const traces =
    spans || tracesAreOn(config) ? (await import('./traces.ts')).createTraces(config, log, spans) : null;
  const ids = traces?.ids ?? NO_TRACES;
  const lines = log.isLevelEnabled('debug') ? callLines(log, ids) : null;
  // Lines tell of a trace that has begun.
  const observer = together([metering?.observer, traces?.observer, lines?.observer]);
  return {
    hooks: [metering?.hooks, traces?.hooks, lines?.hooks].filter((each) => each !== undefined),
    observer,
    observerOf: traces
      ? (...asked) => together([metering?.observer, traces.observerOf(...asked), lines?.observer])
      : () => observer,
    cutOff: metering?.cutOff ?? (() => {}),
    apart: (work) => inside(traces?.apart, () => inside(lines?.apart, work)),
    traces: ids,
    head: traces ? TRACED : '',
    open: async (sources) => (await metering?.open(sources)) ?? null,
    async close() {
      metering?.close();
      await traces?.close();
    },
  };
}

const inside = (outer: Telemetry['apart'] | undefined, work: () => void): void =>
  outer ? outer(work) : work();

/** All of them see each call, the first one from the outside. */
function together([outer, ...others]: readonly (Observer | undefined)[]): Observer | null {
  const inner = others.length === 0 ? null : together(others);
  if (!outer || !inner) return outer ?? inner;
  return {
    call: (asked, carryOut) => outer.call(asked, () => inner.call(asked, carryOut)),
    told(events) {
      outer.told(events);
      inner.told(events);
    },
  };
}

/** Null where nobody has asked for metrics. */
async function createMetering({ METRICS_HOST: host, METRICS_PORT: port }: Config, log: Log) {
  if (port === undefined) return null;
  const [{ createMetrics }, { addGauges }] = await Promise.all([
    import('./metrics.ts'),
    import('./gauges.ts'),
  ]);
  const { registry, hooks, observer, cutOff } = createMetrics();
  let served: MetricsPort | undefined;
  return {
    hooks,
    observer,
    cutOff,
    async open(sources: Sources): Promise<number> {
      addGauges(registry, sources);
      served = await openMetricsPort(registry, { host, port }, log);
      return served.port;
    },
    close: () => served?.close(),
  };
}
