/** Commits and their parts, with only what a test is about spelled out. */
import type {
  Commit,
  EventMessage,
  PendingEvent,
  PendingReceipt,
  StateWrite,
  StoredReceipt,
  Timer,
} from '@tic-tac-toe/domain/kit';
import { nameIn, NO_READS, scope, typeIn } from '@tic-tac-toe/domain/kit';
import { Game, PublicUser } from '@tic-tac-toe/domain/contracts';

const { state } = scope('games');

/** Also found by its players. */
export const game = state('game', Game, {
  stages: ['InProgress', 'Ended'],
  indexes: { player: ({ stage, ...rest }) => (stage === 'Ended' ? [] : rest.players) },
});
export const user = scope('users').state('user', PublicUser);

/** Stores keep any data: a small game is enough. */
export const gameOf = (...players: string[]) => ({ stage: 'InProgress', players });
export const endedGame = { stage: 'Ended', players: ['ann', 'bea'] };

export const put = (
  id: string,
  expected: number,
  next: unknown,
  definition: StateWrite['definition'] = game,
) => ({
  definition,
  id,
  expected,
  next,
});

export const commitOf = (parts: Partial<Commit>): Commit => ({
  reads: NO_READS,
  states: [],
  events: [],
  timers: [],
  receipts: [],
  ...parts,
});

/** An event of the module `games`, unless its name says otherwise. */
export const draft = ({ type = 'MarkPlaced', ...parts }: Partial<PendingEvent> = {}): PendingEvent => ({
  position: 0,
  previous: 0,
  name: nameIn('games', type),
  type,
  data: { gameId: 'g1', x: 1, y: 2 },
  topic: 'games/g1',
  audience: 'everyone',
  operation: 'operation-1',
  correlation: 'correlation-1',
  sequence: 1,
  causation: 0,
  actor: 'ann',
  recordedAt: 1_700_000_000_000,
  ...parts,
});

export const eventOf = (name: string, data: unknown): EventMessage => ({
  kind: 'event',
  name,
  type: typeIn(name),
  data,
});

export const timerOf = (key: string, wakeAt: number, parts: Partial<Timer> = {}): Timer => ({
  key,
  due: wakeAt,
  wakeAt,
  event: eventOf('games.TurnTimeout', { gameId: typeIn(key) }),
  update: null,
  correlation: 'correlation-1',
  setAt: 0,
  ...parts,
});

export const receiptOf = (
  operation: string,
  position: number,
  parts: Partial<StoredReceipt> = {},
): PendingReceipt => ({
  actor: 'ann',
  operation,
  request: { name: 'games.PlaceMark', data: { x: 1 } },
  rejection: null,
  recordedAt: 1_700_000_000_000,
  ...parts,
  position,
});
