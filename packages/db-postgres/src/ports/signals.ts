import { randomUUID } from 'node:crypto';
import type { Shapes } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import { drop } from '../connection.ts';
import { fromTold, type Telling, type ToldCommit } from './told.ts';

const CHANNEL = 'topics_v1';

/** Topics of the commits of so long are announced at once: each transaction that notifies waits for the others. */
const GATHER_MS = 3;

/** A notification has less than 8000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;
const MAX_PART_BYTES = MAX_PAYLOAD_BYTES - 10;

/** Begins a line that tells of a commit. Versions that know nothing of such lines take it for a topic that nobody listens to. */
const MARK = ' {';

const NOTIFY = { name: 'notify', text: 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload' };

/** The wait before another try to listen. */
const RETRY_MS = 500;

type Hear = (topics: readonly string[] | null, told?: ToldCommit) => void;

/** The kit's port, and what the store needs besides. */
export interface DatabaseSignals {
  listen(hear: Hear): () => void;
  /** Tells the others of a commit of this server; of what is too long for a notification, only that it has grown. */
  tell(told: readonly Telling[]): void;
  /** Tells the others that there is something to read. */
  announce(topics: readonly string[]): void;
  /** Asks the database on the same connection, so that the answer does not wait for readings; null where there is none. */
  ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<readonly Row[]> | null;
  close(): Promise<void>;
}

/**
 * Hints by LISTEN and NOTIFY, on a connection of their own. They need not survive anything, so that their transactions
 * do not wait for the disk.
 * @param connect makes a connection; its argument is called when that is lost
 */
export function createSignals(
  connect: (onLost: () => void) => Promise<pg.Client>,
  shapes: Shapes,
): DatabaseSignals {
  const me = randomUUID().slice(0, 8);
  const hearing = new Set<Hear>();
  const outbox = createOutbox(async (parts) => {
    await client?.query({ ...NOTIFY, values: [CHANNEL, payloadsOf(me, parts)] });
  });
  let client: pg.Client | null = null;
  let retrying: NodeJS.Timeout | null = null;
  let closed = false;

  const hearAll: Hear = (topics, told) => {
    for (const hear of hearing) hear(topics, told);
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
        if (!payload.startsWith(me)) read(shapes, payload, hearAll);
      });
      await connected.query('SET synchronous_commit = off');
      await connected.query(`LISTEN ${CHANNEL}`);
      if (closed) return drop(connected);
      client = connected;
      hearAll(null);
    } catch (error) {
      drop(connected);
      throw error;
    }
  }

  begin();
  return {
    tell(told) {
      for (const { topic, line } of told) {
        const part = topic === null ? ` ${line}` : `${topic}\n ${line}`;
        if (Buffer.byteLength(part) <= MAX_PART_BYTES) outbox.add(part);
        else if (topic !== null) outbox.add(topic);
      }
    },
    announce(topics) {
      for (const topic of topics) outbox.add(topic);
    },
    ask: <Row extends pg.QueryResultRow>(query: pg.QueryConfig) =>
      client && client.query<Row>(query).then(({ rows }) => rows),
    listen(hear) {
      hearing.add(hear);
      return () => void hearing.delete(hear);
    },
    async close() {
      closed = true;
      outbox.close();
      if (retrying) clearTimeout(retrying);
      await client?.end().catch(() => {});
    },
  };
}

/** Gathers parts, and sends them one after the other. Those that are lost are found by the look once a second. */
function createOutbox(send: (parts: readonly string[]) => Promise<void>) {
  /** Topics alone come last: what is told belongs to the topics before it. */
  let told: string[] = [];
  let grown = new Set<string>();
  let gathering: NodeJS.Timeout | null = null;

  function sendLater(): void {
    gathering ??= setTimeout(() => {
      const parts = [...told, ...grown];
      [told, grown] = [[], new Set()];
      void send(parts)
        .catch(() => {})
        .finally(() => {
          gathering = null;
          if (told.length + grown.size > 0) sendLater();
        });
    }, GATHER_MS);
  }

  return {
    add(part: string) {
      if (part.includes(MARK)) told.push(part);
      else grown.add(part);
      sendLater();
    },
    close() {
      if (gathering) clearTimeout(gathering);
    },
  };
}

/** Parts of some lines each, in as few notifications as they fit into. The first line says who announces them. */
function payloadsOf(from: string, parts: readonly string[]): readonly string[] {
  const payloads: string[] = [];
  let payload = from;
  for (const part of parts) {
    if (Buffer.byteLength(payload) + Buffer.byteLength(part) + 1 > MAX_PAYLOAD_BYTES) {
      payloads.push(payload);
      payload = from;
    }
    payload += `\n${part}`;
  }
  return payload === from ? payloads : [...payloads, payload];
}

/** What is told stands after the topics of its commit; topics at the end have grown, and nothing is told of it. */
function read(shapes: Shapes, payload: string, hear: Hear): void {
  let topics: string[] = [];
  for (const line of payload.split('\n').slice(1)) {
    if (line.startsWith(MARK)) {
      hear(topics, fromTold(shapes, line));
      topics = [];
    } else topics.push(line);
  }
  if (topics.length > 0) hear(topics);
}
