// `npm run cluster`: three servers, the PostgreSQL database that they share, and HAProxy before them, all on this machine.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { fail, root, run, stop, stopOnSignals } from './lib/run.mjs';

/** As many as `deploy/haproxy.cfg` names. */
const SERVERS = 3;
const PORT = Number(process.env.PORT || 8080);
const isRoot = userInfo().uid === 0;
// PostgreSQL does not run as root, and its own user may not reach a folder of root's.
const folder =
  process.env.CLUSTER_FOLDER || (isRoot ? `${tmpdir()}/tic-tac-toe-cluster` : `${root}data/cluster`);

function findPostgres() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => `${debian}/${version}/bin`).find((bin) => existsSync(`${bin}/initdb`));
}

const findHaproxy = () => ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find((path) => existsSync(path));

const asPostgres = (program, args) =>
  isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args];

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

async function untilListening(port) {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await setTimeout(50);
  }
}

/** @returns the database's URL */
async function startDatabase(bin) {
  const data = `${folder}/database`;
  mkdirSync(folder, { recursive: true });
  if (isRoot) {
    chmodSync(folder, 0o755);
    execFileSync('chown', ['postgres', folder]);
  }
  if (!existsSync(data)) {
    const options = [
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--locale',
      'C.UTF-8',
    ];
    if ((await run(...asPostgres(`${bin}/initdb`, ['--pgdata', data, ...options]), quietly)) !== 0)
      fail(`No database can be made in ${folder}.`);
  }
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  // It keeps its own log, in the folder.
  const options = [...settings, 'logging_collector=on'].flatMap((each) => ['-c', each]);
  const running = run(...asPostgres(`${bin}/postgres`, ['-D', data, ...options]), silently);
  void ending(running, 'PostgreSQL');
  await untilListening(port);
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

const silently = { stdio: 'ignore', cwd: '/' };
const quietly = { stdio: ['ignore', 'ignore', 'inherit'], cwd: '/' };

/** What runs here runs until all is stopped. */
async function ending(running, name) {
  const code = await running;
  console.error(`${name} has ended with ${code}.`);
  await stop('SIGTERM');
}

function startServer(port, DATABASE_URL) {
  const env = { DATABASE_URL, PORT: String(port), HOST: '127.0.0.1', TRUST_PROXY: 'loopback' };
  void ending(
    run(process.execPath, ['--enable-source-maps', 'apps/server/dist/main.js'], { env }),
    'A server',
  );
}

function startBalancer(ports) {
  const servers = ports.map((port, index) => [`SERVER_${index + 1}`, `127.0.0.1:${port}`]);
  const env = { PORT: String(PORT), ...Object.fromEntries(servers) };
  const args = ['-db', '-f', `${root}deploy/haproxy.cfg`];
  void ending(run(haproxy, args, { ...quietly, env }), 'HAProxy');
}

stopOnSignals();
const bin = findPostgres();
const haproxy = findHaproxy();
if (!bin || !haproxy)
  fail(
    `This needs ${[!bin && 'postgresql', !haproxy && 'haproxy'].filter(Boolean).join(' and ')} of the system's packages (Debian: apt-get install postgresql haproxy).`,
  );
// `--built` takes the build as it is.
if (!process.argv.includes('--built')) {
  await install();
  if (!(await build())) fail('The build failed; the lines above say why.');
}
const url = await startDatabase(bin);
const ports = [];
while (ports.length < SERVERS) ports.push(await freePort());
for (const port of ports) startServer(port, url);
await Promise.all(ports.map(untilListening));
startBalancer(ports);
await untilListening(PORT);
console.log(`${SERVERS} servers are at http://localhost:${PORT}; the database is in ${folder}.`);
