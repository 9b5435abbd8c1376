import { randomUUID } from 'node:crypto';
import type { LiveEvent, Shapes, Signals } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import { drop } from '../connection.ts';
import { fromTold, fromToldLive, isLive, type Telling, type ToldCommit, toToldLive } from './told.ts';

const CHANNEL = 'topics_v1';

/** Topics of the commits of so long are announced at once: each transaction that notifies waits for the others. */
const GATHER_MS = 3;

/** A notification has less than 8000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;
const MAX_PART_BYTES = MAX_PAYLOAD_BYTES - 10;

/** Begins a line that tells of a commit, or of a live event. Versions that know nothing of such lines take it for a topic that nobody listens to. */
const MARK = ' {';

const NOTIFY = { name: 'notify', text: 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload' };

/** The wait before another try to listen. */
const RETRY_MS = 500;

type Hear = (topics: readonly string[] | null, told?: ToldCommit) => void;
type HearLive = (event: LiveEvent) => void;

/** The kit's port, and what the store needs besides. */
export interface DatabaseSignals extends Signals {
  /** Settles once it hears what the others say, or could not connect at first. */
  readonly begun: Promise<void>;
  listen(hear: Hear, hearLive?: HearLive): () => void;
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
  const hearers = createHearers(shapes);
  const outbox = createOutbox(async (parts) => {
    await client?.query({ ...NOTIFY, values: [CHANNEL, payloadsOf(me, parts)] });
  });
  let client: pg.Client | null = null;
  let retrying: NodeJS.Timeout | null = null;
  let closed = false;

  function beginAgain(): void {
    client = null;
    if (!closed) retrying ??= setTimeout(() => void begin(), RETRY_MS);
  }

  function begin(): Promise<void> {
    retrying = null;
    return connect(beginAgain).then(listen).catch(beginAgain);
  }

  /** Until here, hints were missed. */
  async function listen(connected: pg.Client): Promise<void> {
    try {
      connected.on('notification', ({ payload = '' }) => {
        if (!payload.startsWith(me)) hearers.take(payload);
      });
      await connected.query('SET synchronous_commit = off');
      await connected.query(`LISTEN ${CHANNEL}`);
      if (closed) return drop(connected);
      client = connected;
      hearers.mayHaveMissed();
    } catch (error) {
      drop(connected);
      throw error;
    }
  }

  const fits = (part: string) => Buffer.byteLength(part) <= MAX_PART_BYTES;

  return {
    begun: begin(),
    tell(told) {
      for (const { topic, line } of told) {
        const part = topic === null ? ` ${line}` : `${topic}\n ${line}`;
        if (fits(part)) outbox.add(part);
        else if (topic !== null) outbox.add(topic);
      }
    },
    tellLive(events) {
      for (const part of events.map((event) => ` ${toToldLive(shapes, event)}`))
        if (fits(part)) outbox.add(part);
    },
    announce(topics) {
      for (const topic of topics) outbox.add(topic);
    },
    ask: <Row extends pg.QueryResultRow>(query: pg.QueryConfig) =>
      client && client.query<Row>(query).then(({ rows }) => rows),
    listen: hearers.add,
    async close() {
      closed = true;
      outbox.close();
      if (retrying) clearTimeout(retrying);
      await client?.end().catch(() => {});
    },
  };
}

/** Those who listen, and what they are told of a notification. */
function createHearers(shapes: Shapes) {
  const hearing = new Set<Hear>();
  const hearingLive = new Set<HearLive>();
  const hearAll: Hear = (topics, told) => {
    for (const hear of hearing) hear(topics, told);
  };

  function takeLive(line: string): void {
    const event = fromToldLive(shapes, line);
    if (event) for (const hear of hearingLive) hear(event);
  }

  return {
    add(hear: Hear, hearLive?: HearLive): () => void {
      hearing.add(hear);
      if (hearLive) hearingLive.add(hearLive);
      return () => {
        hearing.delete(hear);
        if (hearLive) hearingLive.delete(hearLive);
      };
    },
    take(payload: string): void {
      for (const { topics, line } of hintsIn(payload)) {
        if (line === null) hearAll(topics);
        else if (isLive(line)) takeLive(line);
        else hearAll(topics, fromTold(shapes, line));
      }
    },
    mayHaveMissed: () => hearAll(null),
  };
}

/** Gathers parts, and sends them one after the other. Commits that are lost are found by the look once a second; live events are not. */
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
function* hintsIn(
  payload: string,
): Iterable<{ readonly topics: readonly string[]; readonly line: string | null }> {
  let topics: string[] = [];
  for (const line of payload.split('\n').slice(1)) {
    if (line.startsWith(MARK)) {
      yield { topics, line };
      topics = [];
    } else topics.push(line);
  }
  if (topics.length > 0) yield { topics, line: null };
}
