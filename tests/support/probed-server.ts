import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));
const probe = new URL('../../bench/wire/probe.mjs', import.meta.url).href;

/** Longer than any start takes, on a machine with twenty others at work. */
const READY_WITHIN_MS = 90_000;

/** What a server process says of itself. */
export interface Probe {
  readonly cpuMicroseconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

export interface ProbedServer {
  /** `reset` begins a new measurement of the event loop, `collect` collects garbage first. */
  ask(question: 'look' | 'reset' | 'collect'): Promise<Probe>;
  /** How the process ended; null while it runs. */
  ended(): string | null;
  /** The last of what it has logged. */
  output(): string;
  stop(): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts the built server as an operator would, and can be asked how it fares. */
export async function startProbedServer(
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<ProbedServer> {
  const child: ChildProcess = fork(script, [], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'error', ...env },
    execArgv: ['--expose-gc', '--import', probe],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
  }
  const exit = once(child, 'exit');
  const ended = () =>
    child.exitCode === null && child.signalCode === null
      ? null
      : `with ${child.signalCode ?? child.exitCode}: ${output}`;
  const server: ProbedServer = {
    ended,
    output: () => output,
    async ask(question) {
      const answer = once(child, 'message');
      child.send(question);
      const [said] = await Promise.race([answer, exit.then(() => [])]);
      if (said === undefined) throw new Error(`The server ended ${ended()}`);
      return said as Probe;
    },
    async stop() {
      child.kill('SIGTERM');
      await exit;
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (ended() !== null) return;
      child.kill('SIGKILL');
      await exit;
    },
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(port))) {
    if (ended() === null && Date.now() < deadline) await pause(20);
    else {
      child.kill('SIGKILL');
      throw new Error(`The server was not ready: ${ended() ?? output}`);
    }
  }
  return server;
}
