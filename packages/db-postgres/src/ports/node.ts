import { randomUUID } from 'node:crypto';
import type { Lookout, Store } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import type { Connector } from '../connection.ts';
import { guarded } from '../failures.ts';
import type { DatabaseTime } from './database-time.ts';
import type { DatabaseSignals } from './signals.ts';

/** How often a server says that it is there, and after how long a silence it is taken to be gone. */
const BEAT_MS = 1_000;
const GONE_AFTER = '5 seconds';

/** A beat without an answer for so long says that the connections are dead, or that the database stands still. */
const ANSWERED_WITHIN_MS = 3_000;

/** Timers ring up to the last beat of whoever is silent, and so much further: until it could have been followed by another. */
const SILENCE_MS = 1_500;

/** Who has not seen the database for so long trusts nothing that it remembers. */
const BLIND_AFTER_MS = 2_000;

/** Others have this long to say that they are there, once the database is back, before any is declared dead. */
const WATCHED_FOR_MS = 3_000;

const NOW = 'extract(epoch FROM clock_timestamp())::float8 * 1000';
const ENTER = 'INSERT INTO nodes (id, seen_at) VALUES ($1, clock_timestamp())';
const BEAT = `UPDATE nodes SET seen_at = clock_timestamp() WHERE id = $1 AND claimed_at IS NULL RETURNING ${NOW} AS now`;
const OTHERS = `SELECT FROM nodes WHERE id <> $1 AND seen_at > clock_timestamp() - interval '${GONE_AFTER}' LIMIT 1`;

/** Claims the dead, for one server alone: for another only if that has not buried them in time. Who is fenced claims nobody. */
const LOOK = `
  WITH dead AS (
    UPDATE nodes SET claimed_at = clock_timestamp()
    WHERE $3 AND id <> $1 AND seen_at < clock_timestamp() - interval '${GONE_AFTER}'
      AND (claimed_at IS NULL OR claimed_at < clock_timestamp() - interval '${GONE_AFTER}')
      AND EXISTS (SELECT FROM nodes WHERE id = $1 AND claimed_at IS NULL)
    RETURNING id
  )
  SELECT floor(least($2::float8, ${NOW}, extract(epoch FROM min(seen_at))::float8 * 1000 + ${SILENCE_MS})) AS "ringsUpTo",
    ARRAY(SELECT id FROM dead) AS dead
  FROM nodes`;
const ORPHANS = 'DELETE FROM connections c WHERE NOT EXISTS (SELECT FROM nodes n WHERE n.id = c.node)';
const REMOVE =
  'WITH gone AS (DELETE FROM nodes WHERE id = ANY ($1)) DELETE FROM connections WHERE node = ANY ($1)';

interface Looked {
  readonly ringsUpTo: number;
  readonly dead: readonly string[];
}

/** This server among those that share the database. */
export interface Membership {
  /**
   * Since when this server has seen the database without a break, in milliseconds of `performance.now`; Infinity where
   * it does not now. What it has remembered since then, it may trust.
   */
  sightedSince(): number;
  /** Calls `listener` where this server was declared dead: others have let its users go. */
  onDeclaredDead(listener: () => void): void;
}

export interface Node extends Membership {
  /** Its name in this epoch: a new one begins where others have declared it dead. */
  id(): string;
  readonly join: Store['join'];
}

interface Parts extends Pick<Connector, 'pool' | 'dropAll'> {
  /** Beats go by this connection, as long as there is one: others may all be taken by readings, which says nothing of the database. */
  readonly signals: Pick<DatabaseSignals, 'ask'>;
  readonly time: DatabaseTime;
  /** As `performance.now`. */
  readonly now: () => number;
}

export function createNode({ pool, dropAll, signals, time, now }: Parts): Node {
  let id = randomUUID();
  let seenAt = -Infinity;
  let since = -Infinity;
  let hasLeft = true;
  const onDeclaredDead: (() => void)[] = [];

  function seen(at: number): void {
    if (at - seenAt > BLIND_AFTER_MS) since = at;
    seenAt = at;
  }
  const sightedSince = () => (now() - seenAt > BLIND_AFTER_MS ? Infinity : since);

  async function enter(): Promise<void> {
    const asked = now();
    await pool.query(ENTER, [id]);
    seen(asked);
  }

  const askPool = async (asking: pg.QueryConfig) => (await pool.query<{ now: number }>(asking)).rows;

  async function beat(): Promise<void> {
    const asking = { text: BEAT, values: [id], query_timeout: ANSWERED_WITHIN_MS };
    const asked = now();
    const [row] = await (signals.ask<{ now: number }>(asking) ?? askPool(asking));
    if (row) {
      time.saw(row.now, asked, now());
      return seen(asked);
    }
    if (hasLeft) return undefined;
    id = randomUUID();
    await enter();
    for (const listener of onDeclaredDead) listener();
    return undefined;
  }

  const isAlone = async () => (await pool.query(OTHERS, [id])).rowCount === 0;

  /** Where none is there, those that were are dead: who begins then need not wait. */
  async function look(instant: number, isFirst: boolean): Promise<Lookout> {
    const mayClaim = isFirst ? await isAlone() : now() - sightedSince() >= WATCHED_FOR_MS;
    const { rows } = await pool.query<Looked>(LOOK, [id, instant, mayClaim]);
    const { ringsUpTo, dead } = rows[0] ?? { ringsUpTo: instant, dead: [] };
    const bury = guarded(async () => void (await pool.query(REMOVE, [dead])));
    return { ringsUpTo, bury: dead.length > 0 ? bury : null };
  }

  return {
    id: () => id,
    sightedSince,
    onDeclaredDead: (listener) => void onDeclaredDead.push(listener),
    join: guarded(async () => {
      hasLeft = false;
      await enter();
      await pool.query(ORPHANS);
      let isFirst = true;
      const stopBeating = keepBeating(beat, dropAll);
      return {
        isAlone: guarded(isAlone),
        look: guarded(async (instant: number) => {
          const looked = await look(instant, isFirst);
          isFirst = false;
          return looked;
        }),
        async leave() {
          stopBeating();
          hasLeft = true;
          await pool.query(REMOVE, [[id]]).catch(() => {});
        },
      };
    }),
  };
}

/** It was asked, and does not answer. A connection that was lost, or not to be had, is another matter: that is known already. */
const isSilence = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout';

/**
 * One beat at a time: where one is late, so would be the next. A failure is told by the store, where it matters.
 * @param onSilence the database says nothing at all
 * @returns what ends it
 */
function keepBeating(beat: () => Promise<void>, onSilence: () => void): () => void {
  let isLate = false;
  const beating = setInterval(() => {
    if (isLate) return;
    isLate = true;
    void beat()
      .catch((error: unknown) => {
        if (isSilence(error)) onSilence();
      })
      .finally(() => {
        isLate = false;
      });
  }, BEAT_MS);
  return () => clearInterval(beating);
}
