import { type CommitEnded, type Committing, type Envelope, type Hooks, NEVER } from '@tic-tac-toe/domain/kit';
import type { Log } from './log.ts';
import { NO_TRACES, traced, type TraceIds } from './telemetry/trace-ids.ts';

/** A handler that takes longer is warned of: it keeps everybody else waiting. */
const SLOW_MS = 50;

function whatNext(again: number | null): string {
  if (again === null) return '';
  if (again === NEVER) return ' for good: npm run reactions';
  return `: it is tried again at ${new Date(again).toISOString()}`;
}

/**
 * Writes what the bus does into the log: failures and slow handlers always, every handled effect and every commit where
 * the level is `debug`. All lines that an operation has a part in have its id, and so has that of its call.
 * @param now milliseconds of a clock that only goes forward
 */
export function busLog(
  log: Log,
  traces: Pick<TraceIds, 'ofOperation'> = NO_TRACES,
  now: () => number = () => performance.now(),
): Hooks {
  const idsOf = ({ message, operation, correlation, sequence, causation, actor }: Envelope) => ({
    effect: message.name,
    operation,
    correlation,
    sequence,
    causation,
    actor,
    ...traced(traces.ofOperation(operation)),
  });
  // Handlers are synchronous: there is one at a time.
  let began = 0;
  const always: Hooks = {
    onHandlerFailed: (handler, effect, error, again) =>
      log.error({ handler, ...idsOf(effect), err: error }, `a handler failed${whatNext(again)}`),
    beforeHandler() {
      began = now();
    },
    afterHandler(handler, effect) {
      const took = now() - began;
      if (took <= SLOW_MS) return;
      const milliseconds = Math.round(took);
      log.warn({ handler, ...idsOf(effect), milliseconds }, 'a handler was slow: all else waited for it');
    },
  };
  if (!log.isLevelEnabled('debug')) return always;
  return {
    ...always,
    ...commitLines(log, traces, now),
    afterHandler: (handler, effect, answeredNow) => {
      always.afterHandler?.(handler, effect, answeredNow);
      const answered = answeredNow();
      if (answered.kind !== 'decided') return;
      log.debug({ handler, ...idsOf(effect), effects: answered.effects.length }, 'handled');
    },
    onSkipped: (handler, effect, why) => log.debug({ handler, ...idsOf(effect), why }, 'skipped'),
    onRejected: (effect, { reason }) => log.debug({ ...idsOf(effect), reason }, 'refused'),
  };
}

function commitLines(
  log: Log,
  traces: Pick<TraceIds, 'ofOperation'>,
  now: () => number,
): Pick<Hooks, 'beforeCommit' | 'afterCommit'> {
  const begun = new WeakMap<Committing, number>();
  const positions = (ended: CommitEnded) =>
    ended.kind === 'committed'
      ? { before: ended.before }
      : ended.kind === 'failed'
        ? { err: ended.error }
        : {};
  return {
    beforeCommit: (commit) => void begun.set(commit, now()),
    afterCommit(commit, ended) {
      const milliseconds = Math.round(now() - (begun.get(commit) ?? now()));
      // The trace that has the commit is that of the first operation which has one.
      const [trace] = commit.operations.flatMap((operation) => traces.ofOperation(operation) ?? []);
      log.debug({ ...commit, ...positions(ended), milliseconds, ...traced(trace) }, SENTENCES[ended.kind]);
    },
  };
}

const SENTENCES: Readonly<Record<CommitEnded['kind'], string>> = {
  committed: 'committed',
  conflict: 'not committed: decided again',
  failed: 'not committed',
};
