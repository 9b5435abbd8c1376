import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { modulesOf } from './app.ts';
import { readConfig } from './config.ts';
import { startServer } from './server.ts';

test('a server whose application runs other modules than its router is made from refuses to start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const DATABASE_FILE = join(folder, 'refused.sqlite');
  const config = { ...readConfig({}), HOST: '127.0.0.1', PORT: 0, DATABASE_FILE };
  const log = pino({ level: 'silent' });
  const modules = modulesOf(config).filter(({ contract }) => contract.name !== 'scoring');

  await expect(startServer(config, { log, modules })).rejects.toThrow(
    'The application runs users, games, sessions, queue, lobby, while clients are typed by users, games, scoring, sessions, queue, lobby.',
  );
  // Nothing is left open, not even begun.
  expect(existsSync(DATABASE_FILE)).toBe(false);

  await using server = await startServer(config, { log });
  expect(server.port).toBeGreaterThan(0);
});
