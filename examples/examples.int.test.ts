/** The examples as developers start them, beside a server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../testing/free-port.ts';
import { type ServerProcess, startServer } from '../testing/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
let server: ServerProcess;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  server = await startServer(port, { DATABASE_FILE: join(folder, 'examples.sqlite') });
  url = `http://127.0.0.1:${port}/trpc`;
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function run(example: string, args: readonly string[] = [], serverUrl = url) {
  const script = fileURLToPath(new URL(`${example}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, SERVER_URL: serverUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const closed = once(child, 'close');
  return {
    async end() {
      await closed;
      return { code: child.exitCode, out, err };
    },
  };
}

test('play: two players play a whole game, whose events are seen in order', async () => {
  const { code, out, err } = await run('play').end();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const events = [...out.matchAll(/^(\d+) (\w+)/gm)];
  const turn = ['WaitingForPlayerPlay', 'MarkPlaced', 'BoardUpdated'];
  expect(events.map(([, , type]) => type)).toEqual(
    ['PlayerJoinedAGame', 'PlayerJoinedAGame', 'GameStarted'].concat(
      turn,
      turn,
      turn,
      turn,
      turn,
      'GameEnded',
    ),
  );
  const positions = events.map(([, id]) => Number(id));
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  expect(out).toContain('Bea comes too late.\n');
});
