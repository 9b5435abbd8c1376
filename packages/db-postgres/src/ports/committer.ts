import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { drop } from '../connection.ts';
import { failure, isAnswered } from '../failures.ts';

/** What the database says of a commit: where the log stood before it, or what is stale. */
export interface Answer {
  readonly before: number;
  /** The heads of the topics that it was given; null where the answer was lost, and the commit stands all the same. */
  readonly heads: readonly number[] | null;
  readonly stale: readonly string[];
}

/** For so long a lost answer is looked for. Callers wait meanwhile; their retries would find the same database. */
const SETTLED_WITHIN_MS = 10_000;
const PAUSE_MS = 200;

const COMMIT = {
  name: 'commit',
  text: 'SELECT before, heads, stale FROM commit_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
};

/**
 * A commit's statements find rows by their keys, whatever is asked: plans for the values of each would be made again at each
 * commit, for a quarter of what it costs, and be the same. And a table that was small when a plan was made has not stayed so.
 */
const PLANS = 'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off';

async function withPlans(client: pg.Client): Promise<pg.Client> {
  try {
    await client.query(PLANS);
    return client;
  } catch (error) {
    drop(client);
    throw error;
  }
}

interface Row {
  readonly before: string | null;
  readonly heads: readonly string[];
  readonly stale: readonly string[];
}

/** Runs commits, one after the other, on a connection of its own. */
export interface Committer {
  /**
   * @param leaves whether it writes anything
   * @param values what `commit_v1` takes after the commit's id
   * @throws what the database says; StorageFailure `UNREACHABLE` where nothing was kept, `IN_DOUBT` where that is unknown
   */
  run(leaves: boolean, values: readonly unknown[]): Promise<Answer>;
  close(): Promise<void>;
}

/** @param connect makes a connection; its argument is called when that is lost */
export function createCommitter(
  connect: (onLost: () => void) => Promise<pg.Client>,
  now: () => number,
): Committer {
  let connection: Promise<pg.Client> | null = null;
  let closed = false;

  async function connected(): Promise<pg.Client> {
    connection ??= connect(() => {
      connection = null;
    }).then(withPlans);
    try {
      return await connection;
    } catch (error) {
      connection = null;
      throw failure('UNREACHABLE', error);
    }
  }

  function lose(client: pg.Client): void {
    connection = null;
    drop(client);
  }

  /** Once more for a commit that was lost on its way: it has a new id, since the old one can never be kept. */
  async function run(leaves: boolean, values: readonly unknown[]): Promise<Answer> {
    const id = leaves ? randomUUID() : null;
    const client = await connected();
    try {
      const { rows } = await client.query<Row>({ ...COMMIT, values: [id, ...values] });
      return toAnswer(rows[0]);
    } catch (error) {
      // Cancelled at the wrong moment, it would hold the lock of the numbers, which is the connection's, for ever.
      lose(client);
      if (isAnswered(error)) throw error;
      if (id === null) throw failure('UNREACHABLE', error);
      const before = await settle(id, error);
      return before === null ? run(leaves, values) : { before, heads: null, stale: [] };
    }
  }

  /** @returns the position before the commit, if it stands; null if it never will */
  async function settle(id: string, cause: unknown): Promise<number | null> {
    for (const until = now() + SETTLED_WITHIN_MS; now() < until && !closed; await pause()) {
      try {
        return await beforeOf(await connected(), id);
      } catch {
        const client = await connection?.catch(() => null);
        if (client) lose(client);
      }
    }
    throw failure('IN_DOUBT', cause);
  }

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (leaves: boolean, values: readonly unknown[]): Promise<Answer> => {
    const answer = last.then(() => run(leaves, values));
    last = answer.catch(() => {});
    return answer;
  };

  return {
    run: inTurn,
    async close() {
      closed = true;
      const client = await connection?.catch(() => null);
      await client?.end().catch(() => {});
    },
  };
}

/**
 * If the commit is still on its way, this waits for it. If it is not there, its row is taken, so that it cannot come. The row is
 * written also where it is there: a database that crashed shows commits which its standby may not have, and what is written
 * after them is answered only once the standby has both.
 */
const SETTLE = `
  INSERT INTO commits (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING before`;

async function beforeOf(client: pg.Client, id: string): Promise<number | null> {
  const { rows } = await client.query<{ before: string | null }>(SETTLE, [id]);
  const before = rows[0]?.before ?? null;
  return before === null ? null : Number(before);
}

function toAnswer(row: Row | undefined): Answer {
  if (!row) throw new Error('A commit has one answer.');
  return { before: Number(row.before), heads: row.heads.map(Number), stale: row.stale };
}

const pause = () => new Promise<void>((resolve) => void setTimeout(resolve, PAUSE_MS));
