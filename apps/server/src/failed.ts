/**
 * `npm run failed` lists what has failed for good; `npm run failed -- retry <key>`, or `all`, has a running server
 * try it again within seconds, or the next one at its start.
 */
import { existsSync } from 'node:fs';
import { type Failed, failedHandlers, retryFailed } from '@tic-tac-toe/db';
import { readConfig } from './config.ts';

const usage =
  'npm run failed lists them; npm run failed -- retry <key> tries one again, retry all tries all.';

const lineOf = ({ key, handler, failures, error, operation, data }: Failed) =>
  `${key}\n    ${handler}, ${failures} times, in operation ${operation}: ${error}\n    ${JSON.stringify(data)}\n`;

function list(file: string): string {
  const failed = failedHandlers(file);
  return failed.length === 0 ? 'Nothing has failed for good.\n' : failed.map(lineOf).join('');
}

function retry(file: string, key: string): string {
  const count = retryFailed(file, key === 'all' ? null : key);
  if (count === 0) throw new Error(`There is nothing to try again${key === 'all' ? '' : ` as ${key}`}.`);
  return `To be tried again: ${count}.\n`;
}

try {
  const [command, key, ...others] = process.argv.slice(2);
  const { DATABASE_FILE } = readConfig();
  if (!existsSync(DATABASE_FILE))
    throw new Error(`There is no database at ${DATABASE_FILE}: DATABASE_FILE names the server's.`);
  const isRetry = command === 'retry' && key !== undefined && others.length === 0;
  if (command !== undefined && !isRetry) throw new Error(usage);
  process.stdout.write(isRetry ? retry(DATABASE_FILE, key) : list(DATABASE_FILE));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
