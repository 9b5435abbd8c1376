import type { Answer, Application, Caller } from '../define/application.types.ts';
import { type Hooks, notifier } from '../define/hooks.ts';
import type { QueryMessage, Rejection } from '../define/message.ts';
import type { Module } from '../define/module.ts';
import type { Ports } from '../ports.ts';
import { check } from './checks.ts';
import { createFollower } from './follower.ts';
import { createLifecycle } from './lifecycle.ts';
import { createRegistry } from './registry.ts';
import { createWorld } from './world.ts';

/** Where the modules are a tuple, two of the same name do not compile. */
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
  /** Checks all answers and stored data against their schemas. Slow: for tests and development. */
  readonly checksShapes?: boolean;
  /** Receives errors of hooks and listeners; the bus goes on. */
  readonly onWatcherFailed?: (error: unknown) => void;
}

/**
 * Makes an application of modules and ports.
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
      // An error of the failure handler itself must not stop the bus.
    }
  };
  const notify = notifier([...modules.flatMap((module) => module.hooks), ...hooks], report);
  const { log, clock, signals } = ports;
  const follower = createFollower({ log, clock, signals, onFailed: report });
  const begin = () => createWorld({ registry, ports, notify, follower, checksShapes, report });
  const lifecycle = createLifecycle({ modules, begin, report, application: () => application });

  const application: Application = {
    contracts: modules.map(({ contract }) => contract),
    log: ports.log,
    listen(topic, listener, who) {
      const listening = follower.listen(topic, listener, who);
      if (topic !== null) lifecycle.world().bulletins.expect(topic);
      return listening;
    },
    recent: follower.recent,
    start: lifecycle.start,
    stop: lifecycle.stop,
    // Not `async`: that would cost one more promise per command.
    execute(command, caller) {
      const no = lifecycle.refused();
      return no ? Promise.reject(no) : lifecycle.world().bus.execute(command, caller);
    },
    publish(event, caller = {}) {
      const no = lifecycle.refused();
      return no ? Promise.reject(no) : lifecycle.world().bus.publish(event, caller);
    },
    async ask<Result>(query: QueryMessage, { actor }: Pick<Caller, 'actor'>) {
      const no = lifecycle.refused();
      if (no) throw no;
      const route = registry.queries.get(query.name);
      if (!route) throw new Error(`No handler for query ${query.name}.`);
      const answer = await route.answer(query.data, lifecycle.world().read, { now: clock.now(), actor });
      if (isRejection(answer)) return { ok: false, rejection: answer };
      if (checksShapes) check(`the answer of ${query.name}`, { schema: route.definition.answer }, answer);
      return { ok: true, answer } as Answer<Result>;
    },
  };
  return application;
}

const isRejection = (answer: unknown): answer is Rejection =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'rejection';
