import { DatabaseRefused, StorageFailure } from '@tic-tac-toe/domain/kit';
import { type Config, ConfigRefused, drainMs, readConfig, unknownVariables } from './config.ts';
import { PortRefused } from './listen.ts';
import { createLog, type Log } from './log.ts';
import { type Overrides, startServer, type Server } from './server.ts';
import { onStopSignals } from './stop-signals.mjs';

/** Whatever happens, a stop ends within this, once the server is drained. */
const STOP_WITHIN_MS = 4_900;

/** Refusals are for the operator, who is told in a sentence; everything else is a fault, and keeps its stack. */
const isRefusal = (error: unknown): error is Error =>
  [ConfigRefused, PortRefused, DatabaseRefused, StorageFailure].some((kind) => error instanceof kind);

/** Who asks by SIGTERM runs the server for others; at a terminal, where one stops it by Ctrl-C, nobody waits for balancers. */
function stopOnSignals(starting: Promise<Server>, config: Config, log: Log): void {
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping: another signal, half a second from now, ends at once');
    const drains = signal === 'SIGTERM';
    setTimeout(() => process.exit(1), (drains ? drainMs(config) : 0) + STOP_WITHIN_MS).unref();
    starting
      .then(async (server) => {
        if (drains) await server.drain();
        await server.stop();
      })
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.fatal({ err: error }, 'could not stop in order');
        process.exit(1);
      });
  };
  onStopSignals(stop, () => process.exit(1));
}

/** The server as a process: what its operator sees of it. */
export async function run(overrides: Overrides = {}): Promise<void> {
  try {
    const config = readConfig();
    const log = await createLog(config);
    for (const sentence of unknownVariables()) log.warn(sentence);
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        log.fatal({ err: error }, event);
        process.exit(1);
      });
    }
    const starting = startServer(config, { ...overrides, log });
    stopOnSignals(starting, config, log);
    await starting;
  } catch (error) {
    process.stderr.write(
      `${isRefusal(error) ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
}
