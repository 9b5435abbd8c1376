import type { Store } from '@tic-tac-toe/domain/kit';
import { guarded } from '../failures.ts';
import type pg from 'pg';

/** How often a server says that it is there, and after how long a silence it is taken to be gone. */
const BEAT_MS = 1_000;
const GONE_AFTER = '5 seconds';

const SEEN =
  'INSERT INTO nodes (id, seen_at) VALUES ($1, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at';
const OTHERS = `SELECT FROM nodes WHERE id <> $1 AND seen_at > clock_timestamp() - interval '${GONE_AFTER}' LIMIT 1`;
const LEAVE = 'WITH left_now AS (DELETE FROM nodes WHERE id = $1) DELETE FROM connections WHERE node = $1';
const LONG_GONE = `
  WITH gone AS (DELETE FROM nodes WHERE seen_at < clock_timestamp() - interval '1 hour')
  DELETE FROM connections c WHERE c.node <> $1 AND NOT EXISTS (
    SELECT FROM nodes n WHERE n.id = c.node AND n.seen_at >= clock_timestamp() - interval '1 hour'
  )`;

/**
 * The servers that ring timers, as the database's clock sees them.
 * @param id this server
 */
export function createAttendance(pool: pg.Pool, id: string): Store['join'] {
  return guarded(async () => {
    const seen = () => pool.query(SEEN, [id]);
    await seen();
    await pool.query(LONG_GONE, [id]);
    // A beat that fails is one that others miss: the store tells of its failures elsewhere.
    const beating = setInterval(() => void seen().catch(() => {}), BEAT_MS);
    return {
      isAlone: guarded(async () => (await pool.query(OTHERS, [id])).rowCount === 0),
      async leave() {
        clearInterval(beating);
        await pool.query(LEAVE, [id]).catch(() => {});
      },
    };
  });
}
