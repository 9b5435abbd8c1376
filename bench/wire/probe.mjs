// Loaded into every server under test (`node --import`): answers its parent's questions about the process.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

process.on('message', (question) => {
  if (question === 'reset') delay.reset();
  // What is kept, apart from what only has not been collected yet; needs --expose-gc.
  if (question === 'collect') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuMicroseconds: user + system,
    rssBytes: process.memoryUsage.rss(),
    heapBytes: process.memoryUsage().heapUsed,
    delayP50Ms: delay.percentile(50) / 1e6,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
  });
});
// Asking must not keep a server alive that wants to stop.
process.channel?.unref();
