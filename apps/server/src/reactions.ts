/**
 * `npm run reactions` lists the handlers that have failed and have not been done since; `npm run reactions -- retry
 * <position>`, or `all`, has a running server try them again within seconds, or the next one at its start.
 */
import { type FailedReaction, failedReactions, retryReactions, type Which } from '@tic-tac-toe/db';
import { databaseFile, runTool } from './tool.ts';

const usage =
  'npm run reactions lists what has failed; npm run reactions -- retry <position> tries one again, retry all tries all.';

const whatNext = {
  WAITING: 'it is tried again by itself',
  FAILED: 'for good',
  LOST: 'and was never tried again',
} as const;

/** One that the log has forgotten goes by its key. */
const lineOf = ({ position, key, handler, failures, error, operation, state, data }: FailedReaction) =>
  `${position ?? key}\n    ${handler}, ${failures === 1 ? 'once' : `${failures} times`}, ${whatNext[state]}, in operation ${operation}: ${error}\n    ${JSON.stringify(data)}\n`;

function list(file: string): string {
  const failed = failedReactions(file);
  return failed.length === 0 ? 'Nothing has failed that was not done since.\n' : failed.map(lineOf).join('');
}

function whichOf(text: string): Which {
  if (text === 'all') return text;
  return /^[0-9]+$/.test(text) ? { position: Number(text) } : { key: text };
}

function retry(file: string, text: string): string {
  const count = retryReactions(file, whichOf(text));
  if (count > 0) return `To be tried again: ${count}.\n`;
  return text === 'all' ? 'There is nothing to try again.\n' : `Nothing to do: ${text} was done since.\n`;
}

await runTool((args) => {
  const [command, which, ...others] = args;
  const file = databaseFile();
  if (command === undefined) return list(file);
  if (command === 'retry' && which !== undefined && others.length === 0) return retry(file, which);
  throw new Error(usage);
});
