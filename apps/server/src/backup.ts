/** `npm run backup -- <target>`: copies the database, consistently, while the server goes on. */
import { existsSync, statSync } from 'node:fs';
import { backup } from '@tic-tac-toe/db';
import { readConfig } from './config.ts';

const usage = 'Name the file to copy the database to: npm run backup -- backups/monday.sqlite';

try {
  const [target, ...others] = process.argv.slice(2);
  if (target === undefined || others.length > 0) throw new Error(usage);
  const { DATABASE_FILE } = readConfig();
  if (!existsSync(DATABASE_FILE))
    throw new Error(`There is no database at ${DATABASE_FILE} to copy: DATABASE_FILE names the server's.`);
  await backup(DATABASE_FILE, target);
  process.stdout.write(`Copied ${DATABASE_FILE} to ${target} (${statSync(target).size} bytes).\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
