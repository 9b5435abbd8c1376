// Idle: what a connection with one subscription costs while nothing happens. The subscribers, in a process of their own.
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from './lib/proc.mjs';
import { connectSubscribers } from './lib/subscribers.mjs';

const { adapter: file, url, pid, n, seconds } = JSON.parse(process.argv[2]);
const adapter = await import(file);

const { memory } = await connectSubscribers(adapter, { url, pid, n, settleSeconds: 3 }, () => {});
const before = cpuSeconds(pid);
await sleep(seconds * 1000);
const idleCpuPct = Number(((100 * (cpuSeconds(pid) - before)) / seconds).toFixed(1));

console.log(JSON.stringify({ ...memory, idleCpuPct }));
process.exit(0);
