import { Gauge, type Registry } from 'prom-client';
import { WebSocket } from 'ws';
import type { ServerDatabase } from '../database.ts';
import type { Connections } from '../wire/connections.ts';

/** What is looked at when somebody asks for the metrics. */
export interface Sources {
  readonly connections: Pick<Connections, 'all'>;
  readonly subscribers: () => number;
  /** Subscribers that wait for their turn to read the log. */
  readonly readers: { length(): number };
  readonly database: Pick<ServerDatabase, 'store' | 'size'>;
  readonly now: () => number;
}

/** Timers that are counted at most. More of them are as bad. */
const MOST_TIMERS = 1_000;

/** A database that is away keeps nobody from the other figures. */
const ANSWERS_WITHIN_MS = 2_000;

/** What nobody knows now is not a number. */
async function unlessUnknown(look: () => Promise<number>): Promise<number> {
  let giveUp: NodeJS.Timeout | undefined;
  const enough = new Promise<number>((resolve) => {
    giveUp = setTimeout(() => resolve(NaN), ANSWERS_WITHIN_MS);
  });
  return Promise.race([look().catch(() => NaN), enough]).finally(() => clearTimeout(giveUp));
}

export function addGauges(registry: Registry, sources: Sources): void {
  const { connections, subscribers, readers, database, now } = sources;
  const registers: Registry[] = [];
  function gauge(name: string, help: string, look: () => number | Promise<number>): void {
    const known = async () => unlessUnknown(async () => look());
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await known());
        },
      }),
    );
  }

  const open = new Gauge({
    name: 'tictactoe_connections',
    help: 'Open connections of clients: WebSockets, and streams of events over HTTP.',
    labelNames: ['kind'],
    registers,
    collect() {
      const all = [...connections.all()];
      const sockets = all.filter(({ client }) => client instanceof WebSocket).length;
      this.set({ kind: 'socket' }, sockets);
      this.set({ kind: 'stream' }, all.length - sockets);
    },
  });
  registry.registerMetric(open);
  gauge('tictactoe_subscribers', 'Subscriptions that are open.', subscribers);
  gauge('tictactoe_readers_waiting', 'Subscribers that wait for their turn to read the log.', () =>
    readers.length(),
  );
  gauge('tictactoe_timers_due', 'Timers that are due and have not rung yet, up to 1000.', async () => {
    return (await database.store.timersDue(now(), MOST_TIMERS)).length;
  });
  gauge('tictactoe_log_position', 'Where the log stands: it grows by one with each event.', async () => {
    return (await database.size()).position;
  });
  gauge('tictactoe_database_bytes', 'What the database takes on its disk.', async () => {
    return (await database.size()).bytes;
  });
}
