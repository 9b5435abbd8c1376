/** The signals that ask a program to stop: one meaning for the server, and for the scripts that start it. */
import { fstatSync, readFileSync, readlinkSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Milliseconds in which one wish may be heard several times: a terminal signals a whole group, npm passes on what its
 * child has heard already, a supervisor signals every process, or sends two signals at once.
 */
const ECHO_MS = 500;

/**
 * Calls `stop` for the first signal that asks to stop, and `stopAtOnce` for each later one that is no echo of it.
 *
 * A SIGHUP that was ignored at start, as under `nohup`, stays ignored.
 * @param {(signal: NodeJS.Signals) => void} stop
 * @param {(signal: NodeJS.Signals) => void} stopAtOnce
 * @returns {{ readonly hangsUp: boolean }} whether a SIGHUP counts
 */
export function onStopSignals(stop, stopAtOnce) {
  /** @type {number | undefined} */
  let heardAt;
  /** @param {NodeJS.Signals} signal */
  const hear = (signal) => {
    if (heardAt !== undefined && performance.now() - heardAt < ECHO_MS) return;
    const isFirst = heardAt === undefined;
    (isFirst ? stop : stopAtOnce)(signal);
    heardAt ??= performance.now();
  };
  const hangsUp = !isHangupIgnored();
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  process.on('SIGHUP', hangsUp ? hear : () => {});
  return { hangsUp };
}

/**
 * Node takes every ignored signal back to its default, in npm as in its children, before any script runs. So there
 * are only signs: bash and zsh name what they have started; a shell that ignores it is still there; and `nohup` leads
 * output into a file, where nobody is left to hang up.
 */
function isHangupIgnored() {
  if (process.platform === 'win32') return false;
  // oxlint-disable-next-line no-restricted-properties -- no setting: it says how this process was started
  return /(^|\/)nohup$/.test(process.env['_'] ?? '') || isIgnoredBy(starter()) || hasNobodyAtItsOutput();
}

/** What has started this process, or the npm that has. */
function starter() {
  const parent = process.ppid;
  // oxlint-disable-next-line no-restricted-properties -- as above
  if (process.env['npm_lifecycle_event'] === undefined) return parent;
  // Most shells of npm's give their place to the script.
  return parentOf(isNode(parent) ? parent : parentOf(parent));
}

/** @param {number} pid */
function isNode(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === readlinkSync('/proc/self/exe');
  } catch {
    return true;
  }
}

/**
 * A line of what Linux says of a process; elsewhere, and of processes of others, nothing.
 * @param {number} pid
 * @param {string} name
 */
function statusOf(pid, name) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(status)?.[1];
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
const parentOf = (pid) => Number(statusOf(pid, 'PPid') ?? 0);

/** The lowest bit of the mask is SIGHUP's. @param {number} pid */
const isIgnoredBy = (pid) => /[13579bdf]$/.test(statusOf(pid, 'SigIgn') ?? '');

function hasNobodyAtItsOutput() {
  return !isatty(0) && [1, 2].every(isFileOrNothing);
}

/** @param {number} descriptor */
function isFileOrNothing(descriptor) {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() || (stats.isCharacterDevice() && !isatty(descriptor));
  } catch {
    return true;
  }
}
