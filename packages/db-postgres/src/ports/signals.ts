import { randomUUID } from 'node:crypto';
import type { Signals } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import { drop } from '../connection.ts';

const CHANNEL = 'topics_v1';

/** Topics of the commits of so long are announced at once: each transaction that notifies waits for the others. */
const GATHER_MS = 3;

/** A notification has less than 8000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;

/** The wait before another try to listen. */
const RETRY_MS = 500;

export interface DatabaseSignals extends Signals {
  close(): Promise<void>;
}

/**
 * Hints by LISTEN and NOTIFY, on a connection of their own. They need not survive anything, so that their transactions
 * do not wait for the disk.
 * @param connect makes a connection; its argument is called when that is lost
 */
export function createSignals(connect: (onLost: () => void) => Promise<pg.Client>): DatabaseSignals {
  const me = randomUUID().slice(0, 8);
  const hearing = new Set<(topics: readonly string[] | null) => void>();
  const grown = new Set<string>();
  let gathering: NodeJS.Timeout | null = null;
  let client: pg.Client | null = null;
  let retrying: NodeJS.Timeout | null = null;
  let closed = false;

  const tell = (topics: readonly string[] | null) => {
    for (const hear of hearing) hear(topics);
  };

  function beginAgain(): void {
    client = null;
    if (!closed) retrying ??= setTimeout(begin, RETRY_MS);
  }

  function begin(): void {
    retrying = null;
    void connect(beginAgain).then(listen).catch(beginAgain);
  }

  /** Until here, hints were missed. */
  async function listen(connected: pg.Client): Promise<void> {
    try {
      connected.on('notification', ({ payload = '' }) => {
        const [from, ...topics] = payload.split('\n');
        if (from !== me) tell(topics);
      });
      await connected.query('SET synchronous_commit = off');
      await connected.query(`LISTEN ${CHANNEL}`);
      if (closed) return drop(connected);
      client = connected;
      tell(null);
    } catch (error) {
      drop(connected);
      throw error;
    }
  }

  /** Those that are lost are found by the look once a second. */
  async function announceGathered(): Promise<void> {
    const payloads = payloadsOf(me, [...grown]);
    grown.clear();
    for (const payload of payloads) await client?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]);
  }

  function announceLater(): void {
    gathering ??= setTimeout(() => {
      void announceGathered()
        .catch(() => {})
        .finally(() => {
          gathering = null;
          if (grown.size > 0) announceLater();
        });
    }, GATHER_MS);
  }

  begin();
  return {
    announce(topics) {
      for (const topic of topics) grown.add(topic);
      if (grown.size > 0) announceLater();
    },
    listen(hear) {
      hearing.add(hear);
      return () => void hearing.delete(hear);
    },
    async close() {
      closed = true;
      for (const timer of [gathering, retrying]) if (timer) clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}

/** Topics, a line each, in as few notifications as they fit into. The first line says who announces them. */
function payloadsOf(from: string, topics: readonly string[]): readonly string[] {
  const payloads: string[] = [];
  let payload = from;
  for (const topic of topics) {
    if (Buffer.byteLength(payload) + Buffer.byteLength(topic) + 1 > MAX_PAYLOAD_BYTES) {
      payloads.push(payload);
      payload = from;
    }
    payload += `\n${topic}`;
  }
  return payload === from ? payloads : [...payloads, payload];
}
