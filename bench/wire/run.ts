/**
 * `npm run bench`: what trust costs. The product as it ships, a bare tRPC WebSocket server and bare ws play the
 * same scripted games in turn; what counts are the ratios within a round, and their medians over the rounds.
 *
 *   npm run bench -- --rounds 3 --games 1,50,500 --seconds 6
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    games: { type: 'string', default: '1,50,500' },
    seconds: { type: 'string', default: '6' },
  },
});

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const withProbe = ['--import', new URL('./probe.mjs', import.meta.url).href];
const withTypes = ['--import', 'tsx'];

interface Contender {
  readonly name: string;
  readonly script: string;
  readonly execArgv: readonly string[];
  readonly signsIn: boolean;
  readonly path: string;
}

const contenders: readonly Contender[] = [
  {
    name: 'product',
    script: here('../../apps/server/dist/main.js'),
    execArgv: [],
    signsIn: true,
    path: '/trpc',
  },
  {
    name: 'bare tRPC',
    script: here('./contenders/bare-trpc.ts'),
    execArgv: withTypes,
    signsIn: false,
    path: '/',
  },
  {
    name: 'bare ws',
    script: here('./contenders/bare-ws.ts'),
    execArgv: withTypes,
    signsIn: false,
    path: '/',
  },
];

interface Measured {
  readonly movesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpuPerMove: number;
  readonly kibPerConnection: number;
  readonly delayP99: number;
}

interface Probe {
  readonly cpuMicroseconds: number;
  readonly rssBytes: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
}

/** Limits are for strangers: the load is a thousand players at one address. */
const unlimited = (folder: string) => ({
  DATABASE_FILE: join(folder, 'bench.sqlite'),
  LOG_LEVEL: 'warn',
  HOST: '127.0.0.1',
  LIMIT_CALLS_PER_USER: '1000000',
  LIMIT_CALLS_PER_ADDRESS: '100000000',
  LIMIT_SIGN_INS_PER_ADDRESS: '1000000',
  LIMIT_CONNECTIONS_PER_ADDRESS: '100000',
  LIMIT_SUBSCRIPTIONS_PER_USER: '1000',
  LIMIT_SUBSCRIPTIONS_PER_ADDRESS: '1000000',
});

let nextPort = 18_100;

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });

async function untilListening(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
    if (await isListening(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The server did not listen within 10 s.');
}

const answer = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

async function probe(server: ChildProcess, question: string): Promise<Probe> {
  const reply = answer<Probe>(server);
  server.send(question);
  return reply;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

async function measure(contender: Contender, games: number, measuredMs: number): Promise<Measured> {
  nextPort += 1;
  const port = nextPort;
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const env = { ...process.env, ...unlimited(folder), PORT: String(port) };
  const server = fork(contender.script, [], { env, execArgv: [...contender.execArgv, ...withProbe] });
  try {
    await untilListening(port, server);
    const idle = await probe(server, 'reset');
    const load = fork(here('./load.ts'), [JSON.stringify({
      url: `ws://127.0.0.1:${port}${contender.path}`,
      games,
      // All games begin at once, on code that nobody has compiled yet: what that costs is not a move's price.
      warmUpMs: 4_000,
      measuredMs,
      signInUrl: contender.signsIn ? `http://127.0.0.1:${port}/trpc/sessions.start` : null,
    })], { execArgv: withTypes }); // prettier-ignore
    try {
      await answer(load);
      const connected = await probe(server, 'look');
      load.send('go');
      await answer(load);
      const before = await probe(server, 'reset');
      load.send('go');
      await answer(load);
      const after = await probe(server, 'look');
      load.send('go');
      const { moves, seconds, p50, p99 } = await answer<{
        moves: number;
        seconds: number;
        p50: number;
        p99: number;
      }>(load);
      return {
        movesPerSecond: moves / seconds,
        p50,
        p99,
        cpuPerMove: (after.cpuMicroseconds - before.cpuMicroseconds) / moves,
        kibPerConnection: (connected.rssBytes - idle.rssBytes) / 1024 / (games * 2),
        delayP99: after.delayP99Ms,
      };
    } finally {
      await ended(load);
    }
  } finally {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};
const show = (number: number, digits = 1) => number.toFixed(digits).padStart(9);

const rounds = Number(values.rounds);
console.log(
  `medians of ${rounds} rounds, ${values.seconds} s each; latency in ms, CPU in µs per move, memory in KiB per connection`,
);
console.log('games  contender    moves/s      p50      p99      CPU   memory  loop p99');
for (const games of values.games.split(',').map(Number)) {
  const all = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with another contender, so that none has always the machine's best moment.
    const order = contenders.map((_, index) => contenders[(index + round) % contenders.length] as Contender);
    for (const contender of order) {
      const measured = await measure(contender, games, Number(values.seconds) * 1000);
      all.set(contender.name, [...(all.get(contender.name) ?? []), measured]);
    }
  }
  for (const { name } of contenders) {
    const of = (field: keyof Measured) => median((all.get(name) ?? []).map((measured) => measured[field]));
    console.log(
      `${String(games).padStart(5)}  ${name.padEnd(10)}${show(of('movesPerSecond'), 0)}${show(of('p50'), 2)}${show(of('p99'), 2)}${show(of('cpuPerMove'), 0)}${show(of('kibPerConnection'), 0)}${show(of('delayP99'), 2)}`,
    );
  }
  const product = all.get('product') ?? [];
  for (const baseline of ['bare tRPC', 'bare ws']) {
    const ratio = (field: keyof Measured) =>
      median(
        product.map((measured, round) => measured[field] / (all.get(baseline)?.[round]?.[field] ?? NaN)),
      );
    console.log(
      `${String(games).padStart(5)}  product / ${baseline}: moves/s × ${ratio('movesPerSecond').toFixed(2)}, p50 × ${ratio('p50').toFixed(2)}, p99 × ${ratio('p99').toFixed(2)}, CPU × ${ratio('cpuPerMove').toFixed(2)}`,
    );
  }
}
