/** What the pages for operators have others type: names, numbers and commands, as they stand there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/server-process.ts';
// oxlint-disable-next-line no-restricted-imports -- the server exports nothing: its settings are read where they are
import { readConfig, settingsTable } from '../../apps/server/src/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['docs/one-server.md', 'docs/several-servers.md'];
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

/** What stands in fences of a language. */
const blocks = (page: string, language: string) =>
  [...read(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, of]) => of === language)
    .map(([, , code = '']) => code);
const block = (page: string, language: string, words: string) => {
  const found = blocks(page, language).filter((code) => code.includes(words));
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${page} has ${found.length} times ${words}.`);
  return found[0];
};

const oneServer = 'docs/one-server.md';
const unit = block(oneServer, 'ini', 'main.js');
const backupUnit = block(oneServer, 'ini', 'backup.js');
const timer = block(oneServer, 'ini', 'OnCalendar');
const nginx = block(oneServer, 'nginx', 'proxy_pass');
const caddy = block(oneServer, 'caddy', 'reverse_proxy');

const valuesOf = (code: string, name: string) =>
  [...code.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
const environmentOf = (code: string) =>
  Object.fromEntries(
    valuesOf(code, 'Environment').flatMap((line) =>
      line.split(' ').map((pair) => pair.split('=') as [string, string]),
    ),
  );

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'operating-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const isThere = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

test.each(PAGES)('each setting that %s names is one', (page) => {
  const settings = settingsTable().map(({ name }) => name);
  const named = [...read(page).matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([name]) => name);
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !settings.includes(name))).toEqual([]);
});

test.each(PAGES)('every page that %s links is there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]+)[^)]*\)/g)].map(([, path = '']) => path);
  expect(links).not.toEqual([]);
  expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
});

describe('the units', () => {
  test('start programs that there are, with settings that the server takes, on the same file', () => {
    for (const each of [unit, backupUnit]) {
      const [program = ''] =
        /apps\/server\/dist\/[\w-]+\.js/.exec(valuesOf(each, 'ExecStart')[0] ?? '') ?? [];
      expect(existsSync(`${root}${program}`), program).toBe(true);
      for (const name of Object.keys(environmentOf(each)))
        expect(settingsTable().map((row) => row.name)).toContain(name);
      expect(readConfig(environmentOf(each)).DATABASE_FILE).toBe('/var/lib/tic-tac-toe/tic-tac-toe.sqlite');
      expect(valuesOf(each, 'User')).toEqual(['tic-tac-toe']);
    }
    expect(Number(valuesOf(unit, 'TimeoutStopSec')[0])).toBeGreaterThan(5);
  });

  test('are what systemd understands', ({ skip }) => {
    if (!isThere('systemd-analyze')) skip('systemd is not installed.');
    const path = folder();
    const files = {
      'tic-tac-toe.service': unit,
      'tic-tac-toe-backup.service': backupUnit,
      'tic-tac-toe-backup.timer': timer,
    };
    for (const [name, code] of Object.entries(files))
      writeFileSync(join(path, name), code.replaceAll('/usr/bin/node', process.execPath));
    const said = spawnSync(
      'systemd-analyze',
      ['verify', ...Object.keys(files).map((name) => join(path, name))],
      { encoding: 'utf8' },
    );
    // Of other units of the machine it may say what it likes.
    expect(said.stderr.split('\n').filter((line) => line.includes('tic-tac-toe'))).toEqual([]);
  });
});

describe('the proxies', () => {
  test('hand on to where the server listens, which trusts them', () => {
    const { HOST, PORT, TRUST_PROXY } = readConfig(environmentOf(unit));
    expect(nginx).toContain(`server ${HOST}:${PORT};`);
    expect(caddy).toContain(`reverse_proxy ${HOST}:${PORT}\n`);
    expect(TRUST_PROXY).toEqual(['loopback']);
  });

  test('are what nginx understands', ({ skip }) => {
    if (!isThere('nginx')) skip('nginx is not installed.');
    const path = folder();
    const [certificate, key] = [join(path, 'fullchain.pem'), join(path, 'privkey.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=play.example.org',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    );
    const site = nginx.replaceAll('/etc/letsencrypt/live/play.example.org', path);
    writeFileSync(
      join(path, 'nginx.conf'),
      `pid ${path}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${site}}\n`,
    );
    const said = spawnSync('nginx', ['-t', '-q', '-p', path, '-c', join(path, 'nginx.conf')], {
      encoding: 'utf8',
    });
    expect(said).toMatchObject({ status: 0, stderr: expect.not.stringMatching(/emerg|error|warn/) });
  });

  test('are what Caddy understands', ({ skip }) => {
    if (!isThere('caddy')) skip('Caddy is not installed.');
    const path = folder();
    writeFileSync(join(path, 'Caddyfile'), caddy);
    const env = { ...process.env, HOME: path, XDG_DATA_HOME: path, XDG_CONFIG_HOME: path };
    const said = spawnSync('caddy', ['validate', '--config', join(path, 'Caddyfile')], {
      encoding: 'utf8',
      env,
    });
    expect(said).toMatchObject({ status: 0, stderr: expect.not.stringContaining('not formatted') });
  });
});

test('the backup that the unit makes is restored by the commands of the page', async () => {
  const state = folder();
  /** As on the page, with this machine's folders and user; systemd is not asked. */
  const here = (code: string) =>
    code
      .replaceAll('/var/lib/tic-tac-toe', state)
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll('tic-tac-toe: ', `${userInfo().username}: `)
      .replaceAll('%%', '%')
      .replaceAll(/^systemctl .*\n/gm, '');
  const DATABASE_FILE = join(state, 'tic-tac-toe.sqlite');
  const port = await freePort();
  const start = async () => {
    const server = await startServer(port, { DATABASE_FILE });
    onTestFinished(() => server.kill());
    return server;
  };
  const signIn = async (alias: string) => {
    const body = JSON.stringify({ alias });
    const headers = { 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${port}/trpc/sessions.start`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };

  const before = await start();
  expect(await signIn('Ann')).toBe(200);
  const [, command = ''] = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(backupUnit) ?? [];
  execFileSync('sh', ['-c', here(command)], { cwd: root, env: { ...process.env, DATABASE_FILE } });
  execFileSync('sh', ['-c', here(valuesOf(backupUnit, 'ExecStartPost')[0] ?? '')], { cwd: root });
  const [backup = ''] = readdirSync(join(state, 'backups'));
  expect(backup).toMatch(/^\d{8}T\d{6}\.sqlite$/);
  expect(await signIn('Bea')).toBe(200);
  await before.stop();

  const commands = here(block(oneServer, 'sh', 'rm -f')).replace(/[\dT]+\.sqlite$/m, backup);
  execFileSync('sh', ['-e', '-c', commands]);
  await start();
  // Whose name is taken was there.
  expect(await signIn('Ann')).toBe(409);
  expect(await signIn('Bea')).toBe(200);
});
