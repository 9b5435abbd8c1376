/** PostgreSQL for tests: a cluster in a folder of its own, which ends with the test file. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Where Debian puts the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

function programs(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const newest = versions.toSorted((a, b) => b - a).map((version) => `${DEBIAN}/${version}/bin`);
  return newest.find((folder) => existsSync(`${folder}/initdb`)) ?? null;
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
const asPostgres = (): readonly string[] => (userInfo().uid === 0 ? ['runuser', '-u', 'postgres', '--'] : []);

/** Where PostgreSQL's programs are, installed by the system's package manager if that can be. Null where it cannot. */
export function findPostgres(): string | null {
  const found = programs();
  if (found !== null || userInfo().uid !== 0 || !existsSync('/usr/bin/apt-get')) return found;
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', ...args], { stdio: 'ignore' });
  try {
    // A machine that was just made knows of no packages.
    apt('update');
    apt('install', '--yes', '--no-install-recommends', 'postgresql');
  } catch {
    // No network, or not Debian's archive.
  }
  return programs();
}

export const WITHOUT_POSTGRES =
  'PostgreSQL is not installed, and cannot be: what runs on it is not tested (Debian: apt-get install postgresql).';

export interface Cluster {
  readonly port: number;
  /** A database of its own, empty. @returns its URL */
  createDatabase(): Promise<string>;
  /** Runs a statement as the superuser. */
  administer(statement: string): Promise<readonly Record<string, unknown>[]>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  /** Has a copy of it follow it from now on, and its commits wait until they are there, too. */
  addStandby(): Promise<Standby>;
  /** Ends it, and deletes its folder. */
  end(): Promise<void>;
}

export interface Standby extends Cluster {
  /** Has it take writes, and wait for nobody. */
  promote(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

export interface ClusterOptions {
  /** Whether commits wait for the disk: only where that is measured. */
  readonly survivesPowerCuts?: boolean;
}

/** @param bin as `findPostgres` answers it */
export async function startCluster(
  bin: string,
  { survivesPowerCuts = false }: ClusterOptions = {},
): Promise<Cluster> {
  const server = await prepareServer(bin, survivesPowerCuts);
  const options = ['--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C.UTF-8'];
  await server.run('initdb', ['--pgdata', server.data, ...options, '--no-sync']);
  // Who is a member of this role is asked for a password.
  const rules = join(server.data, 'pg_hba.conf');
  writeFileSync(rules, `host all +guarded all scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  await server.start();
  return clusterOf(bin, server);
}

/** A server of PostgreSQL in a folder of its own. */
interface PostgresServer {
  readonly port: number;
  readonly data: string;
  /** Runs one of PostgreSQL's programs. */
  run(name: string, args: readonly string[]): Promise<void>;
  start(): Promise<void>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  promote(): Promise<void>;
  end(): Promise<void>;
}

async function prepareServer(bin: string, survivesPowerCuts = false): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-pg-'));
  const data = join(folder, 'data');
  if (asPostgres().length > 0) {
    chmodSync(folder, 0o755);
    execFileSync('chown', ['postgres', folder]);
  }
  const port = await freePort();
  const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=${survivesPowerCuts ? 'on' : 'off'} -c wal_retrieve_retry_interval=500`;
  const runProgram = async (name: string, args: readonly string[]) => {
    const [program = '', ...rest] = [...asPostgres(), join(bin, name), ...args];
    await run(program, rest, { cwd: folder });
  };
  const control = async (args: readonly string[]) =>
    runProgram('pg_ctl', ['--pgdata', data, '--wait', '--log', join(folder, 'log'), ...args]);
  const stop = async (mode = 'fast') => control(['stop', '--mode', mode]);
  return {
    port,
    data,
    run: runProgram,
    start: async () => control(['start', '--options', settings]),
    stop,
    promote: async () => control(['promote']),
    async end() {
      await stop('immediate').catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function clusterOf(bin: string, server: PostgresServer): Cluster {
  const { port, start, stop, end } = server;
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let created = 0;

  async function administer(statement: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client(urlOf('postgres'));
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async function addStandby(): Promise<Standby> {
    const standby = await prepareServer(bin);
    const primary = `host=127.0.0.1 port=${port} user=postgres application_name=standby`;
    const how = ['--write-recovery-conf', '--wal-method', 'stream', '--checkpoint', 'fast', '--no-sync'];
    await standby.run('pg_basebackup', ['--pgdata', standby.data, '--dbname', primary, ...how]);
    await standby.start();
    await administer(`ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby)'`);
    await administer('SELECT pg_reload_conf()');
    const isFollowed = `SELECT FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'quorum'`;
    while ((await administer(isFollowed)).length === 0) await pause(50);
    return { ...clusterOf(bin, standby), promote: standby.promote };
  }

  return {
    port,
    async createDatabase() {
      const name = `test_${(created += 1)}`;
      await administer(`CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    administer,
    stop,
    start,
    addStandby,
    end,
  };
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));
