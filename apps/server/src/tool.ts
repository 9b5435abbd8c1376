import { existsSync } from 'node:fs';
import { readConfig } from './config.ts';

/** Runs a tool of the command line: what it answers is printed; what it throws is a sentence, and exit code 1. */
export async function runTool(work: (args: readonly string[]) => string | Promise<string>): Promise<void> {
  try {
    process.stdout.write(await work(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** The file that the settings name. @throws where there is none */
export function databaseFile(): string {
  const { DATABASE_FILE, DATABASE_URL } = readConfig();
  if (DATABASE_URL !== undefined)
    throw new Error(
      'This is for a file of SQLite, and DATABASE_URL is set. Copy a PostgreSQL database with pg_dump.',
    );
  if (!existsSync(DATABASE_FILE))
    throw new Error(`There is no database at ${DATABASE_FILE}: DATABASE_FILE names the server's.`);
  return DATABASE_FILE;
}
