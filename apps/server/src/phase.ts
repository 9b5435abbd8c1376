import { setTimeout } from 'node:timers/promises';
import { type Config, drainMs } from './config.ts';
import type { Log } from './log.ts';

/** How far a server is between its start and its end, and what that means for those who ask it. */
export interface Phase {
  /** False while the server starts, and once it is on its way out: no connection is kept then. */
  readonly isStaying: () => boolean;
  /** False while the server starts, and once it stops. */
  readonly takesWork: () => boolean;
  run(): void;
  /** Works on for as long as the settings say, while `/readyz` sends balancers elsewhere. */
  drain(): Promise<void>;
  stop(): void;
}

export function createPhase(config: Config, log: Log): Phase {
  let phase: 'starting' | 'running' | 'draining' | 'stopping' = 'starting';
  return {
    isStaying: () => phase === 'running',
    takesWork: () => phase === 'running' || phase === 'draining',
    run: () => void (phase = 'running'),
    async drain() {
      const milliseconds = drainMs(config);
      if (phase !== 'running' || milliseconds === 0) return;
      phase = 'draining';
      log.info({ milliseconds }, 'draining: balancers are sent elsewhere');
      await setTimeout(milliseconds);
    },
    stop: () => void (phase = 'stopping'),
  };
}
