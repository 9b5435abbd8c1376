import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds between two looks at who is left. */
const LOOK = 50;

/**
 * All processes: their parents, and the sessions (or, without /proc, the groups) that they are in. Those that have
 * ended, and only wait to be asked how, are left out.
 */
const processes = () => (process.platform === 'linux' ? ofLinux() : ofOthers());

function* ofLinux() {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const [state, parent, , session] = fieldsOf(pid);
    if (state !== undefined && !'ZX'.includes(state))
      yield { pid: Number(pid), parent: Number(parent), group: Number(session) };
  }
}

/** Of a process that has gone meanwhile: none. The name, in brackets, may hold anything. */
function fieldsOf(pid) {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readOrNothing(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function ofOthers() {
  const lines = execFileSync('ps', ['-Ao', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
}

/** In the environment of all that this process starts: what has left its session and lost its parent still has it. */
const mark = `TIC_TAC_TOE_STARTED_BY_${process.pid}`;
export const marked = { [mark]: '1' };

const isMarked = (pid) =>
  process.platform === 'linux' && readOrNothing(`/proc/${pid}/environ`).includes(`${mark}=`);

/** Adds to `known` who descends from it, is in a session of it, or bears the mark. @returns all of these that live */
function membersOf(known) {
  const all = [...processes()];
  const joins = ({ pid, parent, group }) =>
    !known.has(pid) && (known.has(parent) || known.has(group) || isMarked(pid));
  for (let more = all; more.length > 0;) {
    more = all.filter(joins);
    for (const { pid } of more) known.add(pid);
  }
  return all.map(({ pid }) => pid).filter((pid) => known.has(pid));
}

function tell(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or is another user's.
  }
}

/**
 * Tells each of a family once, and those that it still starts; then kills who is left.
 * @param {Set<number>} family processes in sessions of their own; the rest is found, and added
 * @param {number} patience milliseconds
 */
export async function endAll(family, signal, patience) {
  const told = new Set();
  const impatientAt = performance.now() + patience;
  for (let left = membersOf(family); left.length > 0; left = membersOf(family)) {
    for (const pid of left.filter((member) => !told.has(member))) tell(pid, signal);
    for (const pid of left) told.add(pid);
    if (performance.now() >= impatientAt) killAll(family);
    await setTimeout(LOOK);
  }
}

/** Twice, as one that is about to die may have started another. */
export function killAll(family) {
  for (let look = 0; look < 2; look += 1) for (const pid of membersOf(family)) tell(pid, 'SIGKILL');
}
