import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** Lines of JSON on the standard output; for people where that was asked for. */
export async function createLog({
  LOG_LEVEL: level,
  LOG_PRETTY,
}: Pick<Config, 'LOG_LEVEL' | 'LOG_PRETTY'>): Promise<Log> {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const output = pino.destination({ dest: 1, sync: true });
  // Whoever read the output has gone away: that is no reason to stop.
  output.on('error', () => {});
  if (!LOG_PRETTY) return pino(options, output);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: output, sync: true, translateTime: 'SYS:HH:MM:ss.l' }));
}
