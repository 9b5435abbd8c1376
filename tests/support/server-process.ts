import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));

/** Longer than any start takes, on a machine with twenty others at work. */
const READY_WITHIN_MS = 90_000;

export interface ServerProcess {
  readonly pid: number;
  /** Milliseconds from the start of the process to its first "ready". */
  readonly readyAfterMs: number;
  kill(): Promise<void>;
  /** As SIGSTOP, which it does not notice. */
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<number | null>;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function untilReady(port: number, child: ChildProcess, errors: () => string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended: ${errors()}`);
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await pause(10);
  }
  throw new Error(`The server was not ready in time: ${errors()}`);
}

/**
 * Starts the built server as an operator would.
 * @param program what Node runs instead, where it is another server
 */
export async function startServer(
  port: number,
  env: Readonly<Record<string, string>>,
  program: readonly string[] = [script],
): Promise<ServerProcess> {
  const began = Date.now();
  const child = spawn(process.execPath, program, {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
  }
  const ended = once(child, 'exit');
  try {
    await untilReady(port, child, () => output);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const readyAfterMs = Date.now() - began;
  return {
    // It has answered, so that it was started.
    pid: child.pid ?? NaN,
    readyAfterMs,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}
