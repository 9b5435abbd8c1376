/** What containers are made from, read as their tools read it: the tests have no containers. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
// oxlint-disable-next-line no-restricted-imports -- the server exports nothing: its settings are read where they are
import { drainMs, readConfig, settingsTable } from '../apps/server/src/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const settings = settingsTable().map(({ name }) => name);

/* The image. */

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const instructions: readonly Instruction[] = read('Containerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [word = '', ...rest] = line.split(' ');
    return { word, rest: rest.join(' ') };
  });

/** What is said of the image itself, after the stages that it takes from. */
const image = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));
const said = (word: string) => image.filter((each) => each.word === word).map(({ rest }) => rest);
const listed = (text = '') => JSON.parse(text.slice(text.indexOf('['))) as string[];

const copies = instructions
  .filter(({ word }) => word === 'COPY')
  .map(({ rest }) => {
    const [, stage, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
    return { stage, sources: paths.split(' ').slice(0, -1), target: paths.split(' ').at(-1) ?? '' };
  });
const APP = '/app/';

/** From a stage into the image. */
const taken = copies.filter(({ stage }) => stage !== undefined);

const environmentOf = (lines: readonly string[]) =>
  Object.fromEntries(
    lines
      .join(' ')
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  );

describe('the image', () => {
  test('is made from what is there, and takes each thing to where it was', () => {
    const sources = copies.filter(({ stage }) => stage === undefined).flatMap((copy) => copy.sources);
    expect(sources.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
    const stages = instructions
      .filter(({ word }) => word === 'FROM')
      .map(({ rest }) => rest.split(' AS ')[1]);
    expect(taken).not.toEqual([]);
    for (const { stage, sources: from, target } of taken) {
      expect(stages).toContain(stage);
      expect(from).toEqual([`${APP}${target}`]);
    }
  });

  test('installs what is not bundled: every workspace is there for npm, and the server names each package', () => {
    const manifests = copies
      .flatMap(({ sources }) => sources)
      .filter((path) => path.endsWith('/package.json'));
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> };
    const workspaces = Object.keys(packages).filter(
      (path) => /^(?!node_modules)[^/]/.test(path) && !path.includes('node_modules'),
    );
    for (const workspace of workspaces) expect(manifests).toContain(`${workspace}/package.json`);
    const { dependencies } = JSON.parse(read('apps/server/package.json')) as { dependencies: object };
    const [, outside = ''] = /external: (\[.*\])/.exec(read('apps/server/build.mjs')) ?? [];
    // What pg would take instead of itself, where it is there.
    const needed = (JSON.parse(outside.replaceAll("'", '"')) as string[]).filter(
      (name) => name !== 'pg-native',
    );
    for (const name of needed) expect(Object.keys(dependencies)).toContain(name);
  });

  test('is not root, and is given settings that there are', () => {
    expect(said('USER')).toEqual(['node']);
    const { NODE_ENV, ...given } = environmentOf(said('ENV'));
    expect(NODE_ENV).toBe('production');
    for (const name of Object.keys(given)) expect(settings).toContain(name);
    expect(said('EXPOSE')).toEqual([String(readConfig(given).PORT)]);
    expect(said('VOLUME')).toEqual([dirname(readConfig(given).DATABASE_FILE)]);
  });

  test('starts from only what it takes, says by its health check whether it lives, and stops by its signal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const { target } of taken) {
      mkdirSync(dirname(join(folder, target)), { recursive: true });
      if (target === 'node_modules') symlinkSync(`${root}${target}`, join(folder, target));
      else cpSync(`${root}${target}`, join(folder, target), { recursive: true });
    }
    const port = await freePort();
    const env = {
      ...environmentOf(said('ENV')),
      HOST: '::',
      PORT: String(port),
      DATABASE_FILE: join(folder, 'data.sqlite'),
    };
    const [program, ...args] = listed(said('CMD')[0]);
    expect(program).toBe('node');
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = once(child, 'exit');
    onTestFinished(() => void child.kill('SIGKILL'));
    const [checker, ...check] = listed(said('HEALTHCHECK')[0]);
    expect(checker).toBe('node');
    const health = () => spawnSync(process.execPath, check, { env }).status;
    await expect.poll(health).toBe(0);
    const page = await fetch(`http://localhost:${port}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('html')]);
    child.kill(said('STOPSIGNAL')[0] as NodeJS.Signals);
    expect((await ended)[0]).toBe(0);
    expect(health()).toBe(1);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/* The services. */

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
}

const { services, volumes } = parse(read('compose.yaml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  volumes: object;
};
const service = (name: string): Service => {
  const found = services[name];
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
const servers = Object.keys(services).filter((name) => service(name).build);
const balancer = service('balancer');
const haproxy = read('deploy/haproxy.cfg');

/** What Compose makes of a value where the password is this one. */
const filled = (value: string) => value.replaceAll(/\$\{POSTGRES_PASSWORD:\?[^}]*\}/g, 'secret');
const filledIn = (environment: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)]));

describe('the services', () => {
  test('are made from files and volumes that are there', () => {
    const mounted = Object.values(services)
      .flatMap((each) => each.volumes ?? [])
      .map((each) => each.split(':')[0] ?? '');
    const files = mounted.filter((path) => path.startsWith('.'));
    expect(mounted.filter((path) => !files.includes(path))).toEqual(Object.keys(volumes));
    const built = servers.map((name) => service(name).build?.dockerfile ?? '');
    for (const path of [...files, ...built]) expect(existsSync(join(root, path)), path).toBe(true);
    for (const { depends_on: needed = [] } of Object.values(services))
      for (const name of Array.isArray(needed) ? needed : Object.keys(needed))
        expect(services).toHaveProperty(name);
  });

  test('give servers settings that there are, and the database that is beside them', () => {
    const database = service('database');
    const { POSTGRES_USER, POSTGRES_DB } = database.environment;
    expect(servers).toHaveLength(3);
    for (const name of servers) {
      const { environment, depends_on: needed } = service(name);
      for (const setting of Object.keys(environment)) expect(settings).toContain(setting);
      const { DATABASE_URL } = readConfig(filledIn(environment));
      expect(DATABASE_URL).toBe(`postgres://${POSTGRES_USER}:secret@database:5432/${POSTGRES_DB}`);
      expect(needed).toEqual({ database: { condition: 'service_healthy' } });
    }
    expect(database.healthcheck).toBeDefined();
  });

  test('have ports that agree, and balance over every server', () => {
    const { PORT, ...given } = balancer.environment;
    const expected = servers.map((name, index) => [
      `SERVER_${index + 1}`,
      `${name}:${service(name).environment['PORT']}`,
    ]);
    expect(given).toEqual(Object.fromEntries(expected));
    const variables = new Set([...haproxy.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect(variables).toEqual(new Set(Object.keys(balancer.environment)));
    expect(balancer.ports).toEqual([`8080:${PORT}`]);
    expect(balancer.healthcheck?.test.at(-1)).toBe(`http://127.0.0.1:${PORT}/readyz`);
    for (const name of servers) expect(service(name).ports).toBeUndefined();
    expect(service('database').ports).toBeUndefined();
  });

  test('leave a server before it stops: the balancer looks often enough, and nobody kills what drains', () => {
    const [, every, falls] = /inter (\d+)ms fall (\d+)/.exec(haproxy) ?? [];
    for (const name of servers) {
      const drain = drainMs(readConfig(filledIn(service(name).environment)));
      expect(2 * Number(every) * Number(falls)).toBeLessThan(drain);
      const [, patience] = /^(\d+)s$/.exec(service(name).stop_grace_period ?? '') ?? [];
      // It stops within five seconds.
      expect(Number(patience) * 1_000).toBeGreaterThan(drain + 5_000);
    }
  });

  test('have no password that anybody could read here', () => {
    for (const { environment } of Object.values(services))
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|TOKEN/.test(name)) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/);
        if (name.endsWith('_URL')) expect(value).toMatch(/^\w+:\/\/\w+:\$\{\w+:\?[^}]+\}@/);
      }
  });

  test('are balanced by what HAProxy understands', ({ skip }) => {
    if (!existsSync('/usr/sbin/haproxy')) skip('HAProxy is not installed.');
    const env = { PORT: '8080', SERVER_1: '127.0.0.1:1', SERVER_2: '127.0.0.1:2', SERVER_3: '127.0.0.1:3' };
    execFileSync('/usr/sbin/haproxy', ['-c', '-q', '-f', `${root}deploy/haproxy.cfg`], { env });
  });
});
