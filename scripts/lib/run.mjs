import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
// oxlint-disable-next-line no-restricted-imports -- nothing has a name before it is installed
import { onStopSignals } from '../../apps/server/src/stop-signals.mjs';
import { endAll, killAll, marked } from './family.mjs';

/** The repository's root, whatever the folder a script is called from. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export const isWindows = process.platform === 'win32';

/** Tools report usage and look for updates unless told otherwise; nothing here speaks to anyone outside. */
const quiet = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };

/** A program of node_modules. */
export const bin = (name) => `${root}node_modules/.bin/${name}${isWindows ? '.cmd' : ''}`;

/** Milliseconds that all which runs has to end in: the server's own three to drain and five to stop, and some more. */
const PATIENCE = 9_000;

/** The processes that run, by their ids. */
const family = new Set();
let isStopping = false;
const never = new Promise(() => {});

/** Each leads a session of its own: it hears each signal once, from here, and all that it starts can be found. */
function start(command, args, options) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: isWindows,
    detached: !isWindows,
    ...options,
    env: { ...process.env, ...quiet, ...marked, ...options.env },
  });
  if (child.pid !== undefined) family.add(child.pid);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (!isStopping) family.delete(child.pid);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a program to its end, with this terminal for its output.
 * @returns its exit code, or 1 where a signal ended it; nothing starts or returns any more once this script stops
 */
export async function run(command, args = [], options = {}) {
  const code = isStopping ? await never : await start(command, args, options);
  return isStopping ? never : code;
}

/** How the server ended, where one was started. */
let served;

/** Runs a server: how it ends, also by a signal, is how this script ends. @returns its exit code */
export function serve(command, args) {
  if (isStopping) return never;
  served = start(command, args, { shell: false });
  return served;
}

/** Ends all that runs, with all that it has started, and then this script. */
export async function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  if (isWindows) for (const pid of family) process.kill(pid, signal);
  else await endAll(family, signal, PATIENCE);
  process.exit((await served) ?? 128 + constants.signals[signal]);
}

function stopAtOnce(signal) {
  if (!isWindows) killAll(family);
  process.exit(128 + constants.signals[signal]);
}

/** Milliseconds between two looks whether npm is still there. */
const LOOK = 500;

/**
 * From now on, a signal ends this script with all that it has started; and so does npm's own end, as neither npm nor
 * the shell between, where it has not given its place to this script, passes on each signal. Where hanging up is ignored, npm may fall to it, and this goes on.
 */
export function stopOnSignals() {
  const { hangsUp } = onStopSignals((signal) => void stop(signal), stopAtOnce);
  if (!isWindows) process.on('SIGQUIT', stopAtOnce);
  if (process.env.npm_lifecycle_event === undefined || !hangsUp) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void stop('SIGTERM');
  }, LOOK);
  watch.unref();
}

/** Ends this script with a sentence. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
