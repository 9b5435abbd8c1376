import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root, whatever the folder a script is called from. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Turbo reports usage unless told otherwise; nothing here speaks to anyone outside. */
const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

const local = (name) =>
  new URL(`../../node_modules/.bin/${name}${process.platform === 'win32' ? '.cmd' : ''}`, import.meta.url);

/** A program of node_modules. */
export const bin = (name) => fileURLToPath(local(name));

/**
 * Runs a program to its end with this terminal as its own.
 * @returns its exit code, or 1 where a signal ended it
 */
export function run(command, args = [], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      ...options,
      env: { ...process.env, ...quiet, ...options.env },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Ends this script with a sentence. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
