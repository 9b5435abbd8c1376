import { SYSTEM } from '../define/actor.ts';
import { type Application, NotRunning } from '../define/application.types.ts';
import type { Module, Process } from '../define/module.ts';
import type { World } from './world.ts';

/** Starts and stops an application, any number of times. */
export interface Lifecycle {
  /** The world of the newest start. */
  world(): World;
  /** Why new work is refused; null if it is not. */
  refused(): NotRunning | null;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  readonly modules: readonly Module[];
  readonly begin: () => World;
  readonly report: (error: unknown) => void;
  readonly application: () => Application;
}

export function createLifecycle({ modules, begin, report, application }: Parts): Lifecycle {
  let world = begin();
  let phase: 'stopped' | 'starting' | 'running' | 'stopping' = 'stopped';
  let started: Process[] = [];
  let starting = Promise.resolve();
  let stopping = Promise.resolve();

  async function startAll(): Promise<void> {
    world = begin();
    try {
      await world.alarmClock.start();
      world.projector.start();
      world.bulletins.start();
      for (const process of modules.flatMap((module) => module.processes)) {
        await process.start(application());
        started.push(process);
      }
      for (const command of modules.flatMap((module) => module.initialCommands)) {
        await world.bus.execute(command, { actor: SYSTEM });
      }
      phase = 'running';
    } catch (error) {
      phase = 'stopping';
      await stopAll();
      throw error;
    }
  }

  /**
   * Lets work in progress finish, so that no cascade is cut in two; then ends the processes, the last one first. No new
   * work is accepted meanwhile: callers, processes and listeners are refused, and no timer rings.
   */
  async function stopAll(): Promise<void> {
    const left = [world.alarmClock.stop(), world.projector.stop(), world.bulletins.stop()];
    await world.bus.idle();
    await Promise.all(left);
    for (const process of started.toReversed()) {
      try {
        await process.stop();
      } catch (error) {
        report(error);
      }
    }
    started = [];
    phase = 'stopped';
  }

  return {
    world: () => world,
    refused: () =>
      phase === 'running' || phase === 'starting' ? null : new NotRunning('The application is not running.'),
    async start() {
      if (phase !== 'stopped') throw new NotRunning(`The application is ${phase}.`);
      phase = 'starting';
      starting = startAll();
      return starting;
    },
    async stop() {
      if (phase === 'starting') await starting.catch(() => {});
      if (phase === 'running') {
        phase = 'stopping';
        stopping = stopAll();
      }
      return stopping;
    },
  };
}
