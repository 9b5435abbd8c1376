/**
 * `npm run bench:cluster`: what a move costs where several servers share a PostgreSQL database, beside SQLite with one. The same load, as
 * many games as are said at the pace of players who think, is played over 1, 2 and 4 servers, in turns; of two players of a game, each is
 * at another server where there are several. What counts is the ratio within a round.
 *
 *   npm run bench:cluster -- --rounds 3 --games 20 --think 100 --seconds 8
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Cluster, findPostgres, startCluster, WITHOUT_POSTGRES } from '@tic-tac-toe/db-postgres/testing';
import pg from 'pg';
import { freePort } from '../tests/support/free-port.ts';
import { type ServerProcess, startServer } from '../tests/support/server-process.ts';
import { middle } from './in-turns.ts';
import { NO_LIMITS, startChild } from './wire/child.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    games: { type: 'string', default: '20' },
    /** How long a player thinks before a move, in milliseconds. */
    think: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '8' },
  },
});
const { rounds, games, think, seconds } = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
) as Record<keyof typeof values, number>;

const LOAD = fileURLToPath(new URL('./wire/load.ts', import.meta.url));
/** For each server, so that each has become as fast as it gets when it is measured: it has its part of the moves. */
const WARM_UP_MS = 6_000;
const MILLISECONDS_PER_TICK = 10;

/** How many servers; null for one on SQLite. */
const SETTINGS = [null, 1, 2, 4] as const;
type Setting = (typeof SETTINGS)[number];

interface Measured {
  readonly moves: number;
  /** Milliseconds of processors for each move: servers, and the database where it is another process. */
  readonly servers: number;
  readonly database: number;
  /** Milliseconds from a move's sending until both players had it. */
  readonly moveP50: number;
  readonly moveP99: number;
  /** Milliseconds from asking for a commit to its answer, read from the histograms of `/metrics`. */
  readonly commitP50: number;
  readonly commitP99: number;
}

interface Process {
  readonly parent: number;
  /** Its own, and that of its children that have ended. */
  readonly milliseconds: number;
}

/** All processes of this machine, as `/proc` has them. */
function processes(): ReadonlyMap<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      found.set(Number(name), { parent: Number(fields[1]), milliseconds: ticks * MILLISECONDS_PER_TICK });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** Milliseconds of processors that a process, and all that it has begun, have used so far. */
function cpuOf(root: number): number {
  const all = processes();
  const tree = [root];
  for (const pid of tree) for (const [child, { parent }] of all) if (parent === pid) tree.push(child);
  return tree.reduce((sum, pid) => sum + (all.get(pid)?.milliseconds ?? 0), 0);
}

/** The process that has begun all others of a database. */
async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = processes().get(rows[0]?.pid ?? NaN)?.parent;
  await client.end();
  if (postmaster === undefined) throw new Error('The database is on another machine.');
  return postmaster;
}

/** Commits that took no longer than each bound, in milliseconds. */
type Histogram = ReadonlyMap<number, number>;

async function commitsOf(metricsPort: number): Promise<Histogram> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const lines = text.matchAll(
    /^tictactoe_commit_seconds_bucket\{(?=[^}]*outcome="committed")[^}]*le="([^"]+)"[^}]*\} (\d+)/gm,
  );
  return new Map(
    [...lines].map(([, bound, count]) => [Number(bound?.replace('+Inf', 'Infinity')) * 1_000, Number(count)]),
  );
}

function difference(after: readonly Histogram[], before: readonly Histogram[]): Histogram {
  const sum = new Map<number, number>();
  for (const [histograms, sign] of [[after, 1] as const, [before, -1] as const])
    for (const histogram of histograms)
      for (const [bound, count] of histogram) sum.set(bound, (sum.get(bound) ?? 0) + sign * count);
  return sum;
}

/** Between two bounds, as if commits were spread evenly. */
function quantileOf(histogram: Histogram, share: number): number {
  const bounds = [...histogram].toSorted(([a], [b]) => a - b);
  const wanted = share * (bounds.at(-1)?.[1] ?? NaN);
  let [below, counted] = [0, 0];
  for (const [bound, count] of bounds) {
    if (count >= wanted) return below + ((bound - below) * (wanted - counted)) / (count - counted);
    [below, counted] = [bound, count];
  }
  return NaN;
}

interface Server {
  readonly port: number;
  readonly metricsPort: number;
  readonly process: ServerProcess;
}

/** The processes of a measurement, and what they have used so far. */
interface Site extends AsyncDisposable {
  readonly servers: readonly Server[];
  look(): Promise<{ servers: number; database: number; commits: readonly Histogram[] }>;
}

async function openSite(setting: Setting, cluster: Cluster): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cluster-'));
  const url = setting === null ? null : await cluster.createDatabase();
  const postmaster = url === null ? null : await postmasterOf(url);
  const where = url === null ? { DATABASE_FILE: join(folder, 'bench.sqlite') } : { DATABASE_URL: url };
  const servers: Server[] = [];
  for (let number = 0; number < (setting ?? 1); number += 1) {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const env = { ...where, ...NO_LIMITS, METRICS_PORT: String(metricsPort) };
    servers.push({ port, metricsPort, process: await startServer(port, env) });
  }
  return {
    servers,
    async look() {
      return {
        servers: servers.reduce((sum, { process: { pid } }) => sum + cpuOf(pid), 0),
        database: postmaster === null ? 0 : cpuOf(postmaster),
        commits: await Promise.all(servers.map(({ metricsPort }) => commitsOf(metricsPort))),
      };
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function measure(setting: Setting, cluster: Cluster): Promise<Measured> {
  await using site = await openSite(setting, cluster);
  await using load = startChild(LOAD, {
    urls: site.servers.map(({ port }) => `ws://127.0.0.1:${port}/trpc`),
    signInUrl: `http://127.0.0.1:${site.servers[0]?.port}/trpc/sessions.start`,
    games,
    thinkMs: think,
    warmUpMs: WARM_UP_MS * site.servers.length,
    measuredMs: seconds * 1_000,
  });
  await load.hear();
  load.tell('go');
  await load.hear();
  const before = await site.look();
  load.tell('go');
  await load.hear();
  const after = await site.look();
  load.tell('go');
  const { moves, p50, p99 } = await load.hear<{ moves: number; p50: number; p99: number }>();
  const commits = difference(after.commits, before.commits);
  return {
    moves,
    servers: (after.servers - before.servers) / moves,
    database: (after.database - before.database) / moves,
    moveP50: p50,
    moveP99: p99,
    commitP50: quantileOf(commits, 0.5),
    commitP99: quantileOf(commits, 0.99),
  };
}

const bin = findPostgres();
if (bin === null) throw new Error(WITHOUT_POSTGRES);
const cluster = await startCluster(bin, { survivesPowerCuts: true });
const all: ReadonlyMap<Setting, Measured>[] = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with another, so that none has always the machine's best moment.
    const order = SETTINGS.map((_, index) => SETTINGS[(index + round) % SETTINGS.length] ?? null);
    const measured = new Map<Setting, Measured>();
    for (const setting of order) measured.set(setting, await measure(setting, cluster));
    all.push(measured);
  }
} finally {
  await cluster.end();
}

const NAMES = new Map<Setting, string>([[null, 'SQLite, 1 server']]);
const costOf = (measured: Measured | undefined) => (measured ? measured.servers + measured.database : NaN);
console.log(
  `${games} games, ${think} ms to think, ${rounds} rounds of ${seconds} s; medians of rounds, milliseconds\n`,
);
console.log(
  '                        moves/s  servers  database  a move   beside 1     commit p50    p99   move p50    p99',
);
for (const setting of SETTINGS) {
  const of = (figure: (measured: Measured) => number) =>
    middle(all.flatMap((round) => round.get(setting) ?? []).map(figure));
  const ratio = middle(all.map((round) => costOf(round.get(setting)) / costOf(round.get(1))));
  const name = NAMES.get(setting) ?? `PostgreSQL, ${setting} server${setting === 1 ? '' : 's'}`;
  const figures = [
    of(({ moves }) => moves / seconds).toFixed(0),
    of((measured) => measured.servers).toFixed(2),
    of((measured) => measured.database).toFixed(2),
    of(costOf).toFixed(2),
    `× ${ratio.toFixed(2)}`,
    of((measured) => measured.commitP50).toFixed(1),
    of((measured) => measured.commitP99).toFixed(1),
    of((measured) => measured.moveP50).toFixed(1),
    of((measured) => measured.moveP99).toFixed(1),
  ];
  console.log(name.padEnd(22), ...figures.map((each) => each.padStart(9)));
}
for (const setting of [2, 4] as const) {
  const ratios = all.map((round) => (costOf(round.get(setting)) / costOf(round.get(1))).toFixed(2));
  console.log(`each round, ${setting} servers beside one: ${ratios.join(', ')}`);
}
console.log(
  `load average at the end, of 1, 5 and 15 minutes: ${loadavg()
    .map((each) => each.toFixed(1))
    .join(', ')}`,
);
