/**
 * What a stored move costs: in memory, in SQLite one commit per move, and in SQLite with 50 moves sharing a
 * commit. `npx tsx bench/store.bench.ts`; contenders take turns, medians and ratios are printed.
 *
 * A move is what the game makes of one: a new version of a state with two index entries, three events, its
 * timer and its receipt. Making it is measured by itself and taken off.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@tic-tac-toe/db';
import { Game } from '@tic-tac-toe/domain/contracts';
import { type Commit, memoryStore, NO_READS, scope, type Store } from '@tic-tac-toe/domain/kit';

const ROUNDS = 15;
const GAMES = 100;

const game = scope('games').state('game', Game, {
  indexes: { participant: (stored) => (stored.stage === 'InProgress' ? stored.players : []) },
});

function move(number: number, turn: number): Commit {
  const gameId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const players = [
    `10000000-0000-4000-8000-${gameId.slice(24)}`,
    `20000000-0000-4000-8000-${gameId.slice(24)}`,
  ];
  const [actor = ''] = players;
  const board = [
    [actor, null, null],
    [null, players[1], null],
    [null, null, actor],
  ];
  const deadline = '2027-01-15T08:00:00.000Z';
  const operation = `30000000-${String(turn).padStart(4, '0')}-4000-8000-${gameId.slice(24)}`;
  const origin = {
    operation,
    correlation: operation,
    causation: 0,
    actor,
    recordedAt: 1_800_000_000_000 + turn,
  };
  const published = {
    topic: `games/${gameId}`,
    audience: 'everyone',
    position: 0,
    previous: 0,
    ...origin,
  } as const;
  return {
    reads: NO_READS,
    states: [
      {
        definition: game,
        id: gameId,
        expected: turn,
        next: {
          stage: 'InProgress',
          gameId,
          players,
          board,
          turn: turn + 1,
          playerId: actor,
          timeout: 20_000,
          deadline,
        },
      },
    ],
    events: [
      {
        name: 'games.MarkPlaced',
        type: 'MarkPlaced',
        data: { gameId, player: actor, x: 1, y: 2 },
        sequence: 1,
        ...published,
      },
      {
        name: 'games.BoardUpdated',
        type: 'BoardUpdated',
        data: { gameId, board },
        sequence: 2,
        ...published,
      },
      {
        name: 'games.WaitingForPlayerPlay',
        type: 'WaitingForPlayerPlay',
        data: { gameId, playerId: actor, turn, timeout: 20_000, deadline },
        sequence: 3,
        ...published,
      },
    ],
    timers: [
      {
        set: {
          key: `games.turn/${gameId}`,
          due: 1_800_000_020_000 + turn,
          wakeAt: 1_800_000_020_000 + turn,
          event: { kind: 'event', name: 'games.TurnTimedOut', type: 'TurnTimedOut', data: { gameId, turn } },
          update: null,
          correlation: operation,
          setAt: 1_800_000_000_000,
        },
      },
    ],
    receipts: [
      {
        actor,
        operation,
        request: { name: 'games.PlaceMark', data: { gameId, x: 1, y: 2 } },
        rejection: null,
        recordedAt: 1_800_000_000_000,
        position: 3,
      },
    ],
  };
}

/** One commit of many moves, each receipt behind its own events. */
const together = (moves: readonly Commit[]): Commit => ({
  reads: NO_READS,
  states: moves.flatMap(({ states }) => states),
  events: moves.flatMap(({ events }) => events),
  timers: moves.flatMap(({ timers }) => timers),
  receipts: moves.flatMap(({ receipts }, index) =>
    receipts.map((receipt) => ({ ...receipt, events: 3 * (index + 1) })),
  ),
});

/** A move in each of the games; microseconds per move. */
async function play(turn: number, perCommit: number, commit: Store['commit']): Promise<number> {
  const began = process.hrtime.bigint();
  for (let first = 0; first < GAMES; first += perCommit) {
    const moves = Array.from({ length: perCommit }, (_, index) => move(first + index, turn));
    await commit(together(moves));
  }
  return Number(process.hrtime.bigint() - began) / 1_000 / GAMES;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), 'store-bench-'));
const single = openDatabase({ file: join(folder, 'single.sqlite'), kept: ['games'] });
const batched = openDatabase({ file: join(folder, 'batched.sqlite'), kept: ['games'] });
const memorySingle = memoryStore();
const memoryBatched = memoryStore();
const contenders = [
  { name: 'nothing, 1 a commit', perCommit: 1, commit: () => ({ before: 0 }) },
  { name: 'nothing, 50 a commit', perCommit: 50, commit: () => ({ before: 0 }) },
  { name: 'memory, 1 a commit', perCommit: 1, commit: memorySingle.store.commit },
  { name: 'memory, 50 a commit', perCommit: 50, commit: memoryBatched.store.commit },
  { name: 'SQLite, 1 a commit', perCommit: 1, commit: single.store.commit },
  { name: 'SQLite, 50 a commit', perCommit: 50, commit: batched.store.commit },
].map((contender) => ({ ...contender, times: [] as number[] }));

for (let turn = 0; turn < ROUNDS + 5; turn += 1) {
  for (const { times, perCommit, commit } of contenders) {
    const time = await play(turn, perCommit, commit);
    // The first rounds warm up.
    if (turn >= 5) times.push(time);
  }
}
await single.close();
await batched.close();
rmSync(folder, { recursive: true });

const made = new Map(contenders.slice(0, 2).map(({ perCommit, times }) => [perCommit, median(times)]));
const results = contenders.slice(2).map(({ name, perCommit, times }) => ({
  name,
  cost: median(times) - (made.get(perCommit) ?? 0),
}));
const [fastest] = results.map(({ cost }) => cost).toSorted((a, b) => a - b);
console.log(`A stored move, median of ${ROUNDS} rounds of ${GAMES} moves:`);
for (const { name, cost } of results) {
  console.log(
    `  ${name.padEnd(22)}${cost.toFixed(1).padStart(8)} µs  ${(cost / (fastest ?? NaN)).toFixed(1).padStart(6)} ×`,
  );
}
