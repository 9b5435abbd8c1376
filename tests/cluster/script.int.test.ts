/** `npm run cluster`, with the build that is there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPostgres } from '@tic-tac-toe/db-postgres/testing';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/players.ts';

const script = fileURLToPath(new URL('../../scripts/cluster.mjs', import.meta.url));
const isThere = findPostgres() !== null && existsSync('/usr/sbin/haproxy');

test.skipIf(!isThere)(
  'npm run cluster: three servers behind one port, which all end with the script',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const child = spawn(process.execPath, [script, '--built'], {
      env: { ...process.env, PORT: String(port), CLUSTER_FOLDER: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(() => said).toContain(`3 servers are at ${url}`);

    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(isReady).toBe(true);
    // Each call may go to another server: what one has kept, all know.
    const player = await signIn(`${url}/trpc`, 'Ann');
    for (let call = 0; call < 6; call += 1)
      expect(await player.client.api.sessions.me.query()).toMatchObject({ user: { alias: 'Ann' } });

    child.kill('SIGTERM');
    await ended;
    expect(await isReady()).toBe(false);
  },
);
