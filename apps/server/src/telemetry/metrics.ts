import type { Observer } from '@tic-tac-toe/api/router';
import type { CommitEnded, Committing, Hooks } from '@tic-tac-toe/domain/kit';
import { TRPCError } from '@trpc/server';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A pipe of a client who does not read, and was cut off. */
export type Pipe = 'socket' | 'request';

/** What is counted while the server works. */
export interface Metrics {
  readonly registry: Registry;
  readonly hooks: Hooks;
  readonly observer: Observer;
  readonly cutOff: (pipe: Pipe) => void;
}

/** From a tenth of a millisecond, as a decision takes, to ten seconds, after which a call is given up. */
const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

/** How often it is looked how late the event loop is. Five times as often, which is the default, an idle server would do little else. */
const EVERY_MS = 50;

/** Up to as many operations as a commit may have. */
const OPERATIONS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

const secondsSince = (began: number): number => (performance.now() - began) / 1_000;

/** Names of metrics are said here and in `gauges.ts` alone; `docs/operating.md` says what they mean. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVERY_MS });
  const slow = new Counter({
    name: 'tictactoe_slow_readers_cut_off_total',
    help: 'Clients that were cut off because they did not read.',
    labelNames: ['pipe'],
    registers,
  });
  return {
    registry,
    hooks: {
      ...operationHooks(registry),
      ...decisionHooks(registers),
      ...commitHooks(registers),
    },
    observer: callObserver(registers),
    cutOff: (pipe) => slow.inc({ pipe }),
  };
}

function callObserver(registers: Registry[]): Observer {
  const calls = new Counter({
    name: 'tictactoe_calls_total',
    help: 'Calls that were answered, by path and outcome: OK, or the code of the error.',
    labelNames: ['path', 'outcome'],
    registers,
  });
  const took = new Histogram({
    name: 'tictactoe_call_seconds',
    help: 'From the moment when a call is read to its answer.',
    labelNames: ['type'],
    buckets: SECONDS,
    registers,
  });
  const told = new Counter({
    name: 'tictactoe_events_told_total',
    help: 'Events that were told to subscribers: an event counts for each of them.',
    registers,
  });
  return {
    async call({ path, type }, carryOut) {
      const began = performance.now();
      let outcome = 'OK';
      try {
        return await carryOut();
      } catch (error) {
        outcome = error instanceof TRPCError ? error.code : 'INTERNAL_SERVER_ERROR';
        throw error;
      } finally {
        calls.inc({ path, outcome });
        took.observe({ type }, secondsSince(began));
      }
    },
    told: (events) => told.inc(events.length),
  };
}

function operationHooks(registry: Registry): Pick<Hooks, 'onHandle' | 'onSettled' | 'onHandlerFailed'> {
  const registers = [registry];
  const operations = new Counter({
    name: 'tictactoe_operations_total',
    help: 'Commands and events of callers, by outcome: accepted, refused or failed.',
    labelNames: ['message', 'outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'tictactoe_handler_failures_total',
    help: 'Handlers that threw; the log says why.',
    labelNames: ['handler'],
    registers,
  });
  /** The names of messages that are on their way, by operation: one that is asked for twice meanwhile is one. */
  const inHand = new Map<string, string>();
  const waiting = new Gauge({
    name: 'tictactoe_operations_in_hand',
    help: 'Operations of callers that wait, are decided, or are being committed.',
    registers: [],
    collect() {
      this.set(inHand.size);
    },
  });
  registry.registerMetric(waiting);
  return {
    onHandle: ({ name }, operation) => void inHand.set(operation, name),
    onSettled(operation, { kind }) {
      const message = inHand.get(operation);
      if (message !== undefined) operations.inc({ message, outcome: kind });
      inHand.delete(operation);
    },
    onHandlerFailed: (handler) => failures.inc({ handler }),
  };
}

function decisionHooks(registers: Registry[]): Pick<Hooks, 'onBeginProcessing' | 'onEndProcessing'> {
  const took = new Histogram({
    name: 'tictactoe_decision_seconds',
    help: 'A message and all that follows from it, until nothing is left to decide.',
    buckets: SECONDS,
    registers,
  });
  // A decision is synchronous: there is one at a time.
  let began = 0;
  return {
    onBeginProcessing() {
      began = performance.now();
    },
    onEndProcessing: () => took.observe(secondsSince(began)),
  };
}

function commitHooks(registers: Registry[]): Pick<Hooks, 'beforeCommit' | 'afterCommit'> {
  const took = new Histogram({
    name: 'tictactoe_commit_seconds',
    help: 'From the moment when the store is asked to commit to its answer, by outcome.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const sizes = new Histogram({
    name: 'tictactoe_commit_operations',
    help: 'Operations in a commit that was made.',
    buckets: OPERATIONS,
    registers,
  });
  const events = new Counter({
    name: 'tictactoe_events_committed_total',
    help: 'Events that this server has added to the log.',
    registers,
  });
  const begun = new WeakMap<Committing, number>();
  return {
    beforeCommit: (commit) => void begun.set(commit, performance.now()),
    afterCommit(commit, { kind: outcome }: CommitEnded) {
      took.observe({ outcome }, secondsSince(begun.get(commit) ?? performance.now()));
      if (outcome !== 'committed') return;
      sizes.observe(commit.operations.length);
      events.inc(commit.events);
    },
  };
}
