/**
 * `npm run move-to-postgres -- <file>`: copies a file of SQLite, whose server was stopped, into the empty PostgreSQL
 * database that DATABASE_URL names. The file stays as it is.
 */
import { existsSync } from 'node:fs';
import { withContents } from '@tic-tac-toe/db';
import { fillDatabase } from '@tic-tac-toe/db-postgres';
import { shapesOf } from '@tic-tac-toe/domain/kit';
import { modulesOf } from './app.ts';
import { readConfig } from './config.ts';
import { runTool } from './tool.ts';

const usage =
  'Name the file, and the database: DATABASE_URL=postgres://… npm run move-to-postgres -- data/tic-tac-toe.sqlite';

await runTool(async ([file, ...others]) => {
  const config = readConfig();
  const { DATABASE_URL: url } = config;
  if (file === undefined || url === undefined || others.length > 0) throw new Error(usage);
  if (!existsSync(file)) throw new Error(`There is no database at ${file}.`);
  await withContents(file, async (contents) => fillDatabase(url, shapesOf(modulesOf(config)), contents));
  return `Copied ${file}. Start the servers with the same DATABASE_URL; the file is no longer needed.\n`;
});
