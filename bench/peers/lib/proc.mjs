// Looks at processes from outside, through /proc: works for any server, whatever it is written in.
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_PER_SECOND = 100;
const PAGE = 4096;

function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    ppid: fields[1],
    cpu: (fields[11] + fields[12]) / TICKS_PER_SECOND,
    endedChildrenCpu: (fields[13] + fields[14]) / TICKS_PER_SECOND,
    rss: fields[21] * PAGE,
  };
}

/** The process and its living descendants. */
function tree(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), stat(name).ppid);
    } catch {
      // it ended meanwhile
    }
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

const total = (root, field) => tree(root).reduce((sum, pid) => sum + stat(pid)[field], 0);

/** CPU seconds (user + system) that the process tree has used so far. */
export const cpuSeconds = (pid) => total(pid, 'cpu');

/** Resident bytes of the process tree. */
export const rssBytes = (pid) => total(pid, 'rss');

function busySeconds() {
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/);
  const [user, nice, system, , , irq, softirq, steal] = ticks.map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

/** This process and the children that have ended, which are all of them between two runs. */
function ownSeconds() {
  const { cpu, endedChildrenCpu } = stat(process.pid);
  return cpu + endedChildrenCpu;
}

/** Starts watching; the returned function gives what everybody else used since, in % of one core. */
export function watchOthers() {
  const busy = busySeconds();
  const own = ownSeconds();
  const start = performance.now();
  return () => {
    const others = busySeconds() - busy - (ownSeconds() - own);
    return Math.max(0, (100 * others) / ((performance.now() - start) / 1000));
  };
}

/** Waits for a second in which the rest of the machine used little, at most `limit` seconds; how many it took. */
export async function waitForQuiet(limit, threshold) {
  let waited = 0;
  while (waited < limit) {
    const others = watchOthers();
    await sleep(1000);
    waited++;
    if (others() < threshold) break;
  }
  return waited;
}

/**
 * Milliseconds for two fixed single-core jobs, one in registers, one jumping about in 64 MiB. They tell
 * a slow moment of the machine from a fast one; the second also feels neighbours on the same host.
 */
export function calibrate() {
  const start = performance.now();
  let x = 1;
  for (let i = 0; i < 3e7; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  const between = performance.now();
  for (let i = 0; i < 1e6; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) | 0;
    x ^= memory[(x >>> 8) & (memory.length - 1)]++;
  }
  const end = performance.now();
  return { calibrationMs: between - start, memoryMs: end - between + (x === 0 ? 1e-9 : 0) };
}

const memory = new Int32Array(2 ** 24).fill(1);
