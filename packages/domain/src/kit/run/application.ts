import { createAlarmClock } from './alarm-clock.ts';
import { type Answer, type Application, NotRunning } from '../define/application.types.ts';
import { type Bus, createBus } from './bus.ts';
import { check, checkedStore } from './checks.ts';
import { SYSTEM } from '../define/actor.ts';
import { createFollower } from './follower.ts';
import { type Hooks, notifier } from '../define/hooks.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { Process, Module } from '../define/module.ts';
import type { Ports } from '../ports.ts';
import { queryReader } from '../define/reader.ts';
import { createRegistry } from './registry.ts';

/** Where the modules are known one by one, two of the same name do not compile. */
type Distinct<Modules, Names = never> = Modules extends readonly [infer First extends Module, ...infer Others]
  ? readonly [
      string extends First['contract']['name']
        ? First
        : First['contract']['name'] extends Names
          ? { readonly 'another module has this name': First['contract']['name'] }
          : First,
      ...Distinct<Others, Names | First['contract']['name']>,
    ]
  : Modules;

export interface ApplicationOptions<Modules extends readonly Module[] = readonly Module[]> {
  readonly modules: Modules & Distinct<Modules>;
  readonly ports: Ports;
  readonly hooks?: readonly Hooks[];
  /** Whether all that is answered and stored is checked against its schema, which costs time: in tests and development. */
  readonly checksShapes?: boolean;
  /** Hears of what a hook or a listener threw: the bus goes on. */
  readonly onWatcherFailed?: (error: unknown) => void;
}

/**
 * Puts modules and ports together into a running whole.
 * @throws ModulesDoNotFit where the modules contradict each other
 */
export function createApplication<const Modules extends readonly Module[]>(
  options: ApplicationOptions<Modules>,
): Application {
  const { ports, hooks = [], checksShapes = false, onWatcherFailed = () => {} } = options;
  const modules: readonly Module[] = options.modules;
  const registry = createRegistry(modules);
  const report = (error: unknown) => {
    try {
      onWatcherFailed(error);
    } catch {
      // Whoever is told of failures can not stop the bus by one of their own.
    }
  };
  const notify = notifier([...modules.flatMap((module) => module.hooks), ...hooks], report);
  const { log, clock, signals } = ports;
  const follower = createFollower({ log, clock, signals, onFailed: report });

  /** What lasts from a start to its stop: live state begins anew. */
  function begin() {
    const live = memoryStore();
    const { reader } = ports;
    const [store, liveStore] = checksShapes
      ? [checkedStore(ports.store, registry), checkedStore(live.store, registry)]
      : [ports.store, live.store];
    const alarmClock = createAlarmClock({ store, live: liveStore, clock, bus: () => bus, onFailed: report });
    const bus: Bus = createBus(registry, { ...ports, store }, liveStore, notify, {
      onPublished: follower.tell,
      onTimersSet: alarmClock.expect,
      onCommitFailed: alarmClock.interrupt,
      onFailed: report,
    });
    return { bus, alarmClock, read: queryReader(reader, live.reader, log.head) };
  }

  let world = begin();
  let state: 'stopped' | 'starting' | 'running' | 'stopping' = 'stopped';
  let started: Process[] = [];
  let starting = Promise.resolve();
  let stopping = Promise.resolve();

  const refused = () =>
    state === 'running' || state === 'starting' ? null : new NotRunning('The application is not running.');

  async function startAll(): Promise<void> {
    world = begin();
    try {
      await world.alarmClock.start();
      for (const process of modules.flatMap((module) => module.processes)) {
        await process.start(application);
        started.push(process);
      }
      for (const command of modules.flatMap((module) => module.initialCommands)) {
        await world.bus.execute(command, { actor: SYSTEM });
      }
      state = 'running';
    } catch (error) {
      state = 'stopping';
      await stopAll();
      throw error;
    }
  }

  const application: Application = {
    contracts: modules.map(({ contract }) => contract),
    log: ports.log,
    listen: follower.listen,

    async start() {
      if (state !== 'stopped') throw new NotRunning(`The application is ${state}.`);
      state = 'starting';
      starting = startAll();
      return starting;
    },

    async stop() {
      if (state === 'starting') await starting.catch(() => {});
      if (state === 'running') {
        state = 'stopping';
        stopping = stopAll();
      }
      return stopping;
    },

    execute(command, caller) {
      const no = refused();
      return no ? Promise.reject(no) : world.bus.execute(command, caller);
    },

    publish(event, caller = {}) {
      const no = refused();
      return no ? Promise.reject(no) : world.bus.publish(event, caller);
    },

    async ask<Result>(
      query: Parameters<Application['ask']>[0],
      { actor }: Parameters<Application['ask']>[1],
    ) {
      const no = refused();
      if (no) throw no;
      const route = registry.queries.get(query.name);
      if (!route) throw new Error(`No handler for query ${query.name}.`);
      const answer = await route.answer(query.data, world.read, { now: ports.clock.now(), actor });
      if (checksShapes && !isRejection(answer))
        check(`the answer of ${query.name}`, { schema: route.definition.answer }, answer);
      return (
        isRejection(answer) ? { ok: false, rejection: answer } : { ok: true, answer }
      ) as Answer<Result>;
    },
  };

  /**
   * Lets what is in hand finish, so that no cascade is cut in two; then ends the processes, last one first. Nothing
   * new comes in meanwhile: callers, processes and listeners are refused, and no timer rings.
   */
  async function stopAll(): Promise<void> {
    const left = world.alarmClock.stop();
    await world.bus.idle();
    await left;
    for (const process of started.toReversed()) {
      try {
        await process.stop();
      } catch (error) {
        report(error);
      }
    }
    started = [];
    state = 'stopped';
  }

  return application;
}

const isRejection = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'rejection';
