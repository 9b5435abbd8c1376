import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root, whatever the folder a script is called from. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const isWindows = process.platform === 'win32';

/** Tools report usage and look for updates unless told otherwise; nothing here speaks to anyone outside. */
const quiet = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };

/** A program of node_modules. */
export const bin = (name) => `${root}node_modules/.bin/${name}${isWindows ? '.cmd' : ''}`;

const ended = (child) =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });

/**
 * Runs a program to its end with this terminal as its own.
 * @returns its exit code, or 1 where a signal ended it
 */
export function run(command, args = [], options = {}) {
  const env = { ...process.env, ...quiet, ...options.env };
  return ended(spawn(command, args, { cwd: root, stdio: 'inherit', shell: isWindows, ...options, env }));
}

/** Milliseconds in which a terminal, npm and a process group may all pass on what was one signal. */
const ECHO = 300;

/**
 * Calls back for each signal that asks to stop, once however many ways it arrives; and for npm's own end, as the
 * shell between npm and this script does not pass on what npm tells it.
 */
export function onStop(stop) {
  let last = -Infinity;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - last > ECHO) stop(signal);
      last = now;
    });
  }
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (last === -Infinity) stop('SIGTERM');
  }, 500);
  watch.unref();
}

/**
 * Runs a server in the foreground, and passes on signals to it. In a process group of its own it hears each of
 * them once: it takes a second one as the wish to stop at once.
 * @returns its exit code
 */
export function serve(command, args) {
  const server = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: !isWindows,
  });
  onStop((signal) => server.kill(signal));
  return ended(server);
}

/** Ends this script with a sentence. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
