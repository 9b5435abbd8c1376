import type { Observer } from '@tic-tac-toe/api/router';
import type { Hooks } from '@tic-tac-toe/domain/kit';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { callLines } from './call-lines.ts';
import type { Sources } from './gauges.ts';
import type { Pipe } from './metrics.ts';
import { type MetricsPort, openMetricsPort } from './metrics-port.ts';

/** What operators see of a server. Costs nothing where nobody has asked for it. */
export interface Telemetry {
  readonly hooks: readonly Hooks[];
  /** Null where nobody looks at calls. */
  readonly observer: Observer | null;
  readonly cutOff: (pipe: Pipe) => void;
  /** Does something for whoever comes: what follows from it belongs to no call. */
  readonly apart: (work: () => void) => void;
  /**
   * From now on it is told.
   * @returns the port that `/metrics` is at; null where there is none
   * @throws PortRefused
   */
  open(sources: Sources): Promise<number | null>;
  close(): void;
}

const without = { hooks: [], observer: null, cutOff() {}, open: async () => null, close() {} };

export async function createTelemetry(config: Config, log: Log): Promise<Telemetry> {
  const metrics = await createMetering(config, log);
  if (!log.isLevelEnabled('debug')) return { ...metrics, apart: (work) => work() };
  const { hooks, observer, apart } = callLines(log);
  return {
    ...metrics,
    hooks: [...metrics.hooks, hooks],
    observer: metrics.observer ? within(metrics.observer, observer) : observer,
    apart,
  };
}

/** Both see each call. */
const within = (outer: Observer, inner: Observer): Observer => ({
  call: (asked, carryOut) => outer.call(asked, () => inner.call(asked, carryOut)),
  told(events) {
    outer.told(events);
    inner.told(events);
  },
});

async function createMetering(
  { METRICS_HOST: host, METRICS_PORT: port }: Config,
  log: Log,
): Promise<Omit<Telemetry, 'apart'>> {
  if (port === undefined) return without;
  // What only some servers need is imported by those alone: `build.mjs` makes files of their own of it.
  const [{ createMetrics }, { addGauges }] = await Promise.all([
    import('./metrics.ts'),
    import('./gauges.ts'),
  ]);
  const { registry, hooks, observer, cutOff } = createMetrics();
  let served: MetricsPort | undefined;
  return {
    hooks: [hooks],
    observer,
    cutOff,
    async open(sources) {
      addGauges(registry, sources);
      served = await openMetricsPort(registry, { host, port }, log);
      return served.port;
    },
    close: () => served?.close(),
  };
}
