/**
 * What the kit costs: one PlaceMark through a whole application on a memory store, with receipts and log on,
 * beside the bare decision and a Map. `npx tsx bench/kit.bench.ts`; contenders take turns, medians and ratios
 * are printed. Goal: at most 5 µs a command where many share a turn of the event loop.
 *
 * Each round plays new games to a draw, all of them at once: as many commands in each turn as there are games.
 * On a machine that does other work as well, look at the fastest round: the others were interrupted. The
 * product ships bundled, which is a third faster than what tsx runs (it names every inner function anew):
 * `npx esbuild bench/kit.bench.ts --bundle --platform=node --format=esm | node --input-type=module`.
 */
import { randomUUID } from 'node:crypto';
import { modules } from '@tic-tac-toe/domain';
import { type GameId, games as contract, type UserId } from '@tic-tac-toe/domain/contracts';
import {
  ActorId,
  type Application,
  type Context,
  createApplication,
  memoryStore,
} from '@tic-tac-toe/domain/kit';
import { feed } from '@tic-tac-toe/domain/kit/testing';

const ROUNDS = Number(process.argv[2] ?? 40);
const WARM_UP = 10;
const { CreateGame, JoinGame, PlaceMark } = contract.commands;

/** Nine moves without a line. */
const draw = [
  [0, 0],
  [1, 0],
  [2, 0],
  [1, 1],
  [1, 2],
  [2, 1],
  [0, 1],
  [0, 2],
  [2, 2],
] as const;

interface Table {
  readonly gameId: GameId;
  readonly players: readonly [UserId, UserId];
  /** The operation ids of its moves: made beforehand, since it is the clients who make them. */
  readonly operations: readonly string[];
}

const user = (): UserId => ActorId.parse(randomUUID());
/** As it comes off the wire: one text, where randomUUID answers one that is in pieces until it is first read. */
const operationId = (): string => Buffer.from(randomUUID()).toString();
const tables = (count: number): readonly Table[] =>
  Array.from({ length: count }, () => ({
    gameId: CreateGame.schema.parse({ gameId: randomUUID() }).gameId,
    players: [user(), user()],
    operations: draw.map(operationId),
  }));

const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000 });

async function application() {
  const memory = memoryStore();
  const app = createApplication({
    modules: product,
    ports: {
      ...memory,
      clock: { now: () => Date.now(), alarm: () => () => {} },
      newId: randomUUID,
      defer: (work) => void setImmediate(work),
    },
  });
  await app.start();
  /** What was played leaves log and receipts, as retention does: memory stays what it was. */
  const forget = async (at: readonly Table[]) => {
    const head = await memory.log.head();
    for (const { gameId } of at) memory.forget(`games/${gameId}`, head);
    memory.forgetReceipts(Infinity);
  };
  return { app, forget };
}

/** @returns microseconds for each move */
async function throughTheKit(app: Application, at: readonly Table[]): Promise<number> {
  await Promise.all(
    at.map(({ gameId, players }) => app.execute(CreateGame({ gameId }), { actor: players[0] })),
  );
  for (const seat of [0, 1] as const) {
    await Promise.all(
      at.map(({ gameId, players }) => app.execute(JoinGame({ gameId }), { actor: players[seat] })),
    );
  }
  const begin = performance.now();
  for (const [turn, [x, y]] of draw.entries()) {
    const outcomes = await Promise.all(
      at.map(({ gameId, players, operations }) => {
        const actor = players[turn % 2 === 0 ? 0 : 1];
        return app.execute(PlaceMark({ gameId, x, y }), { actor, operationId: operations[turn] });
      }),
    );
    for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.rejection.reason);
  }
  const spent = performance.now() - begin;
  return (spent * 1_000) / (at.length * draw.length);
}

const placeMark = product.find(({ contract: { name } }) => name === 'games')?.commands['PlaceMark'];

/** The same decisions by themselves, kept in a Map. @returns microseconds for each move */
function bare(at: readonly Table[]): number {
  if (!placeMark) throw new Error('The games have no PlaceMark.');
  const states = new Map<string, unknown>();
  for (const { gameId, players } of at) {
    states.set(gameId, {
      stage: 'InProgress',
      gameId,
      players,
      board: [
        [null, null, null],
        [null, null, null],
        [null, null, null],
      ],
      turn: 1,
      playerId: players[0],
      timeout: 20_000,
      deadline: new Date().toISOString(),
    });
  }
  const newId: Context['newId'] = () => {
    throw new Error('A move needs no new id.');
  };
  const begin = performance.now();
  for (const [turn, [x, y]] of draw.entries()) {
    for (const { gameId, players } of at) {
      const context = { now: Date.now(), actor: players[turn % 2 === 0 ? 0 : 1], newId };
      const outcome = feed(placeMark, { state: states.get(gameId), data: { gameId, x, y }, context });
      if ('kind' in outcome) throw new Error(outcome.kind);
      states.set(gameId, outcome[0]);
    }
  }
  return ((performance.now() - begin) * 1_000) / (at.length * draw.length);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const figures = (values: readonly number[]): string => {
  const ordered = values.toSorted((a, b) => a - b);
  const at = (part: number) => (ordered[Math.floor(part * (ordered.length - 1))] ?? Number.NaN).toFixed(2);
  return `${at(0.5)} µs (fastest ${at(0)}, 90 % within ${at(0.9)})`;
};

for (const [count, rounds] of [
  [256, ROUNDS],
  [1, ROUNDS * 20],
] as const) {
  const { app, forget } = await application();
  const kit: number[] = [];
  const decision: number[] = [];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const at = tables(count);
    const costs = [await throughTheKit(app, at), bare(tables(count))] as const;
    await forget(at);
    if (round < 0) continue;
    kit.push(costs[0]);
    decision.push(costs[1]);
  }
  await app.stop();
  console.log(`${count} ${count === 1 ? 'game' : 'games at once'}, ${rounds} rounds: a move takes`);
  console.log(`  through the kit    ${figures(kit)}`);
  console.log(`  decision and Map   ${figures(decision)}`);
  console.log(`  ratio              ${(median(kit) / median(decision)).toFixed(1)}`);
}
