import type { RecordedOperation } from '@tic-tac-toe/domain/operations';
import { field } from './field-of.ts';

export interface Filter {
  readonly game: string;
  readonly player: string;
  readonly type: string;
}

/** The games that an operation told something, or heard of. */
export const gamesOf = ({ effects }: RecordedOperation): readonly string[] => [
  ...new Set(effects.map(({ data }) => field(data, 'gameId')).filter((id) => typeof id === 'string')),
];

export const passes = (operation: RecordedOperation, { game, player, type }: Filter): boolean =>
  (game === '' || gamesOf(operation).includes(game)) &&
  (player === '' || operation.actor === player) &&
  (type === '' || operation.effects.some((effect) => effect.type === type));

export const titleOf = ({ effects }: RecordedOperation): string => effects[0]?.type ?? 'Answered as before';

export const outcomeOf = ({ outcome }: RecordedOperation): string => {
  switch (outcome.kind) {
    case 'accepted':
      return `at ${outcome.position}`;
    case 'refused':
      return outcome.reason;
    case 'failed':
      return 'failed';
  }
};

export const colourOf = ({ outcome }: RecordedOperation): string =>
  outcome.kind === 'accepted' ? 'text-soft' : 'font-semibold text-x';

export const inMilliseconds = (milliseconds: number): string =>
  `${milliseconds < 10 ? milliseconds.toFixed(2) : Math.round(milliseconds)} ms`;
