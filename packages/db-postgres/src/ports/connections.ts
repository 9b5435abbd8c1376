import type pg from 'pg';
import type { DatabaseSignals } from './signals.ts';

/** An open connection of somebody who is signed in. */
export interface OpenConnection {
  readonly id: string;
  readonly user: string;
}

/** How the connections of other servers have changed. */
export interface ConnectionsChange {
  readonly opened: readonly OpenConnection[];
  readonly closed: readonly string[];
}

/** The connections of all servers: presence is what they add up to. */
export interface SharedConnections {
  /** Tells the others of a connection of this server. */
  opened(connection: OpenConnection): void;
  closed(id: string): void;
  /** How many other servers there are, as the last look has found. */
  others(): number;
  /** Hears what the others tell, beginning with what is open already. */
  follow(hear: (change: ConnectionsChange) => void): Following;
}

export interface Following {
  /** Settles once `hear` was told of what was open at the beginning, or that could not be read. */
  readonly begun: Promise<void>;
  end(): Promise<void>;
}

/** What this server tells in one statement, and the others read in one. */
const EVERY_MS = 100;

/** A signal may be lost, and who is gone sends none. */
const LOOK_EVERY_MS = 1_000;

/** For so long the users of a server that is gone count as here: they are on their way to another. */
const HELD_MS = 5_000;

/** That a connection was closed is kept for so long: who has not read for half of it reads everything anew. */
const CLOSED_KEPT_MS = 60_000;

/** The hint that there is something to read; no topic of the log has such a name. */
const HINT = ' connections';

/** A row of each server that has none of its own: the table is empty after a crash of the database, and is filled anew then. */
const FIRST = '';

const TELL = `
  INSERT INTO connections (node, id, user_id, change)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (node, id) DO UPDATE SET user_id = excluded.user_id, change = excluded.change`;
const FORGET = 'DELETE FROM connections WHERE node = $1 AND user_id IS NULL AND change <= $2';
const IS_TOLD = `SELECT FROM connections WHERE node = $1 AND id = '${FIRST}'`;

/** What each living server has told after the change that is known of it. */
const READ = `
  SELECT n.id AS node, c.id, c.user_id AS user, c.change
  FROM nodes n LEFT JOIN connections c ON c.node = n.id AND c.change > coalesce(($2::json ->> n.id::text)::bigint, 0)
  WHERE n.id <> $1 AND n.seen_at > clock_timestamp() - interval '5 seconds'
  ORDER BY n.id, c.change`;

interface Row {
  readonly node: string;
  readonly id: string | null;
  readonly user: string | null;
  readonly change: string | null;
}

/** Another server, as it is known here. */
interface Other {
  change: number;
  readonly users: Map<string, string>;
  /** Since when it is gone. */
  goneSince: number | null;
}

interface Parts {
  readonly pool: pg.Pool;
  /** This server, in its epoch. */
  readonly node: () => string;
  readonly signals: Pick<DatabaseSignals, 'announce' | 'listen'>;
  readonly now: () => number;
}

/** Each server counts its own changes, and writes them in order: who reads on from a number has missed none. */
export function createConnections({ pool, node, signals, now }: Parts): SharedConnections {
  const teller = createTeller(pool, node, () => signals.announce([HINT]));
  const others = new Map<string, Other>();
  let living = 0;
  let readAt = -Infinity;

  async function read(): Promise<ConnectionsChange> {
    const isFresh = now() - readAt < CLOSED_KEPT_MS / 2;
    const known = isFresh ? [...others].map(([id, { change }]) => [id, change] as const) : [];
    const { rows } = await pool.query<Row>(READ, [node(), JSON.stringify(Object.fromEntries(known))]);
    readAt = now();
    const before = isFresh ? null : usersOf(others);
    if (!isFresh) for (const { users } of others.values()) users.clear();
    const change = take(others, rows);
    const nodes = new Set(rows.map((row) => row.node));
    living = nodes.size;
    const closed = [...change.closed, ...forgetGone(others, nodes, now())];
    if (before === null) return { ...change, closed };
    const after = usersOf(others);
    return {
      opened: change.opened.filter(({ id }) => !before.has(id)),
      closed: [...closed, ...before].filter((id) => !after.has(id)),
    };
  }

  return {
    opened: ({ id, user }) => teller.tell(id, user),
    closed: (id) => teller.tell(id, null),
    others: () => living,
    follow: (hear) => keepReading({ read, teller, signals, now }, hear),
  };
}

interface ReadingParts extends Pick<Parts, 'signals' | 'now'> {
  readonly read: () => Promise<ConnectionsChange>;
  readonly teller: ReturnType<typeof createTeller>;
}

/** Tells and reads whenever there is news, and now and then. */
function keepReading(
  { read, teller, signals, now }: ReadingParts,
  hear: (change: ConnectionsChange) => void,
): Following {
  let isOver = false;
  let isWanted = true;
  let waiting: NodeJS.Timeout | null = null;
  let reading = Promise.resolve();
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });

  async function look(): Promise<void> {
    isWanted = false;
    try {
      await teller.flush(now());
      const change = await read();
      if (!isOver && change.opened.length + change.closed.length > 0) hear(change);
    } catch {
      // The store tells of its failures elsewhere; this is tried again.
    }
    begin();
    if (!isOver) lookIn(isWanted || teller.hasNews() ? EVERY_MS : LOOK_EVERY_MS);
  }
  function lookIn(milliseconds: number): void {
    if (waiting) clearTimeout(waiting);
    waiting = setTimeout(() => {
      reading = look();
    }, milliseconds);
  }
  const soon = () => {
    if (isWanted || isOver) return;
    isWanted = true;
    lookIn(EVERY_MS);
  };
  const endSignals = signals.listen((topics) => {
    if (topics === null || topics.includes(HINT)) soon();
  });
  teller.onNews(soon);
  lookIn(0);
  return {
    begun,
    async end() {
      isOver = true;
      endSignals();
      if (waiting) clearTimeout(waiting);
      await reading;
    },
  };
}

/** Keeps what the rows tell of others. */
function take(others: Map<string, Other>, rows: readonly Row[]): ConnectionsChange {
  const opened: OpenConnection[] = [];
  const closed: string[] = [];
  for (const { node, id, user, change } of rows) {
    const other = others.get(node) ?? { change: 0, users: new Map<string, string>(), goneSince: null };
    others.set(node, other);
    other.goneSince = null;
    if (id === null) continue;
    other.change = Math.max(other.change, Number(change));
    if (id === FIRST) continue;
    if (user === null) {
      if (other.users.delete(id)) closed.push(id);
    } else {
      other.users.set(id, user);
      opened.push({ id, user });
    }
  }
  return { opened, closed };
}

/** @returns the connections of servers that have been gone for long enough */
function forgetGone(others: Map<string, Other>, living: ReadonlySet<string>, now: number): readonly string[] {
  const closed: string[] = [];
  for (const [node, other] of others) {
    if (living.has(node)) continue;
    other.goneSince ??= now;
    if (now - other.goneSince < HELD_MS) continue;
    closed.push(...other.users.keys());
    others.delete(node);
  }
  return closed;
}

const usersOf = (others: ReadonlyMap<string, Other>): ReadonlySet<string> =>
  new Set([...others.values()].flatMap(({ users }) => [...users.keys()]));

/** Writes what this server tells. */
function createTeller(pool: pg.Pool, node: () => string, onTold: () => void) {
  /** What is open. */
  const open = new Map<string, string>([[FIRST, FIRST]]);
  const news = new Map<string, string | null>();
  let change = 0;
  let onNews = () => {};
  let forgetting = { at: -Infinity, upTo: 0 };

  function tell(id: string, user: string | null): void {
    if (user === null) open.delete(id);
    else open.set(id, user);
    news.set(id, user);
    onNews();
  }

  async function write(told: readonly (readonly [string, string | null])[]): Promise<void> {
    const changes = told.map(() => (change += 1));
    await pool.query(TELL, [node(), told.map(([id]) => id), told.map(([, user]) => user), changes]);
    onTold();
  }

  return {
    tell,
    hasNews: () => news.size > 0,
    onNews(listener: () => void) {
      onNews = listener;
    },
    async flush(now: number): Promise<void> {
      if ((await pool.query(IS_TOLD, [node()])).rowCount === 0)
        for (const [id, user] of open) news.set(id, user);
      if (now - forgetting.at >= CLOSED_KEPT_MS) {
        await pool.query(FORGET, [node(), forgetting.upTo]);
        forgetting = { at: now, upTo: change };
      }
      if (news.size === 0) return;
      const told = [...news];
      news.clear();
      try {
        await write(told);
      } catch (error) {
        // What has changed since is newer.
        for (const [id, user] of told) if (!news.has(id)) news.set(id, user);
        throw error;
      }
    },
  };
}
