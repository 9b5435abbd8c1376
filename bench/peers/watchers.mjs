// Watchers: one event to all of N subscribers of one server, the next once all have it. The publisher and all subscribers, in a
// process of their own, on one clock.
import { cpuSeconds, rssBytes } from './lib/proc.mjs';
import { percentile, round, sorted } from './lib/stats.mjs';
import { connectSubscribers } from './lib/subscribers.mjs';

const { adapter: file, url, pid, n, seconds } = JSON.parse(process.argv[2]);
const adapter = await import(file);

let arrived = 0;
let lags = null;
let sentAt = 0;
let everyone = () => {};

const { total, memory } = await connectSubscribers(adapter, { url, pid, n, settleSeconds: 2 }, () => {
  lags?.push(performance.now() - sentAt);
  if (++arrived === total) everyone();
});
const publisher = await adapter.connectPublisher(url);

function fail(error) {
  console.error(error);
  process.exit(1);
}

async function publishOnce() {
  const complete = new Promise((resolve) => {
    everyone = resolve;
  });
  const late = setTimeout(() => fail(new Error(`${arrived} of ${total} deliveries after 20 s`)), 20_000);
  arrived = 0;
  sentAt = performance.now();
  await Promise.all([complete, publisher.publish()]);
  clearTimeout(late);
  return performance.now() - sentAt;
}

for (let i = 0; i < 10; i++) await publishOnce();

lags = [];
const rounds = [];
const cpuBefore = cpuSeconds(pid);
const ownBefore = process.cpuUsage();
const start = performance.now();
while (performance.now() - start < seconds * 1000) rounds.push(await publishOnce());
const took = (performance.now() - start) / 1000;
const serverCpu = cpuSeconds(pid) - cpuBefore;
const own = process.cpuUsage(ownBefore);
const deliveries = rounds.length * total;
const ascending = sorted(lags);

console.log(
  JSON.stringify({
    deliveriesPerSec: round(deliveries / took, 0),
    p50LagMs: round(percentile(ascending, 50), 2),
    p99LagMs: round(percentile(ascending, 99), 2),
    fanoutMs: round(percentile(sorted(rounds), 50), 2),
    serverCpuUsPerDelivery: round((1e6 * serverCpu) / deliveries, 2),
    serverCpuPct: round((100 * serverCpu) / took, 1),
    loadCpuPct: round((100 * (own.user + own.system)) / 1e6 / took, 1),
    events: rounds.length,
    ...memory,
    rssAfterMb: round(rssBytes(pid) / 2 ** 20, 1),
  }),
);
process.exit(0);
