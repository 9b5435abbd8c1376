import { type Envelope, type Hooks, NEVER } from '@tic-tac-toe/domain/kit';
import type { Log } from './log.ts';

const idsOf = ({ message, operation, correlation, sequence, causation, actor }: Envelope) => ({
  effect: message.name,
  operation,
  correlation,
  sequence,
  causation,
  actor,
});

function whatNext(again: number | null): string {
  if (again === null) return '';
  if (again === NEVER) return ' for good: npm run reactions';
  return `: it is tried again at ${new Date(again).toISOString()}`;
}

/** Writes what the bus does into the log: failures always, every handled effect where the level is `debug`. */
export function busLog(log: Log): Hooks {
  const failures: Hooks = {
    onHandlerFailed: (handler, effect, error, again) =>
      log.error({ handler, ...idsOf(effect), err: error }, `a handler failed${whatNext(again)}`),
  };
  if (!log.isLevelEnabled('debug')) return failures;
  return {
    ...failures,
    afterHandler: (handler, effect, answered) => {
      if (answered.kind !== 'decided') return;
      log.debug({ handler, ...idsOf(effect), effects: answered.effects.length }, 'handled');
    },
    onSkipped: (handler, effect, why) => log.debug({ handler, ...idsOf(effect), why }, 'skipped'),
    onRejected: (effect, { reason }) => log.debug({ ...idsOf(effect), reason }, 'refused'),
  };
}
