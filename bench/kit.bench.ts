/**
 * What the kit costs: one PlaceMark through a whole application on a memory store, with receipts and log on,
 * beside the same with every hook listened
 * to, and the bare decision and a Map. `npm run bench:kit`; contenders take turns, medians and ratios are
 * printed. Goal: at most 5 µs a command where many share a turn of the event loop; a command that is alone
 * pays for the turn.
 *
 * Each round plays new games to a draw, as many at once as is said, and pays for collecting its own garbage.
 * A machine that does other work as well slows both contenders down: "undisturbed" takes from each round what its
 * decisions took longer than those of the fastest tenth did. Bundled as the product is: that is a third faster than
 * what tsx runs, which names every inner function anew.
 */
import { randomUUID } from 'node:crypto';
import v8 from 'node:v8';
import vm from 'node:vm';
import { modules } from '@tic-tac-toe/domain';
import { type GameId, games as contract, type UserId } from '@tic-tac-toe/domain/contracts';
import {
  ActorId,
  type Application,
  type Context,
  createApplication,
  type Hooks,
  memoryStore,
} from '@tic-tac-toe/domain/kit';
import { feed } from '@tic-tac-toe/domain/kit/testing';

const ROUNDS = Number(process.argv[2] ?? 40);
const WARM_UP = 10;
const { createGame: CreateGame, joinGame: JoinGame, placeMark: PlaceMark } = contract.commands;

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

const unheard = () => {};
/** Somebody who listens to everything, asks for what there is to know, and does nothing with it. */
const listener: Required<Hooks> = {
  onHandle: unheard,
  onBeginProcessing: unheard,
  onHandled: unheard,
  beforeHandler: unheard,
  afterHandler: (_handler, _effect, answered) => void answered(),
  onSkipped: unheard,
  onRejected: unheard,
  onHandlerFailed: unheard,
  onEndProcessing: unheard,
  beforeCommit: unheard,
  afterCommit: unheard,
  onSettled: unheard,
};

async function application(hooks: readonly Hooks[]) {
  const memory = memoryStore();
  const app = createApplication({
    modules: product,
    hooks,
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
    for (const { gameId } of at) memory.forget(`games/${gameId}`, memory.log.head(`games/${gameId}`));
    memory.forgetReceipts(Infinity);
  };
  return { app, forget };
}

async function seat(app: Application, at: readonly Table[]): Promise<void> {
  await Promise.all(
    at.map(({ gameId, players }) => app.execute(CreateGame({ gameId }), { actor: players[0] })),
  );
  for (const place of [0, 1] as const) {
    await Promise.all(
      at.map(({ gameId, players }) => app.execute(JoinGame({ gameId }), { actor: players[place] })),
    );
  }
}

/** Plays the games to their ends: as many commands in each turn of the event loop as there are games. */
async function throughTheKit(app: Application, at: readonly Table[]): Promise<void> {
  for (const [turn, [x, y]] of draw.entries()) {
    const outcomes = await Promise.all(
      at.map(({ gameId, players, operations }) => {
        const actor = players[turn % 2 === 0 ? 0 : 1];
        return app.execute(PlaceMark({ gameId, x, y }), { actor, operationId: operations[turn] });
      }),
    );
    for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.rejection.reason);
  }
}

const placeMark = product.find(({ contract: { name } }) => name === 'games')?.commands['placeMark'];

const newId: Context['newId'] = () => {
  throw new Error('A move needs no new id.');
};

/** The same decisions by themselves, kept in a Map. */
function bare(states: Map<string, unknown>, at: readonly Table[]): void {
  if (!placeMark) throw new Error('The games have no PlaceMark.');
  for (const [turn, [x, y]] of draw.entries()) {
    for (const { gameId, players } of at) {
      const context = { now: Date.now(), actor: players[turn % 2 === 0 ? 0 : 1], newId };
      const outcome = feed(placeMark, { state: states.get(gameId), data: { gameId, x, y }, context });
      if ('kind' in outcome) throw new Error(outcome.kind);
      states.set(gameId, outcome[0]);
    }
  }
}

const begun = ({ gameId, players }: Table) => ({
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

v8.setFlagsFromString('--expose-gc');
const scavenge = vm.runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

/** What came before is not to be paid for by what is measured: what is young and in use is old after two of these. */
function settleHeap(): void {
  for (const _ of [1, 2]) scavenge({ type: 'minor' });
}

/** @returns microseconds for each move, with what collecting its garbage costs */
async function measure(moves: number, play: () => void | Promise<void>): Promise<number> {
  settleHeap();
  const begin = performance.now();
  await play();
  return ((performance.now() - begin) * 1_000) / moves;
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(part * (values.length - 1))] ?? Number.NaN;

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median of `costs`, each without what its baseline shows the round to have been slowed down by. */
function undisturbed(costs: readonly number[], baseline: readonly number[]): string {
  const quiet = quantile(baseline, 0.1);
  const each = costs.map((cost, round) => cost / Math.max(1, (baseline[round] ?? quiet) / quiet));
  return `${median(each).toFixed(2)} µs`;
}

const figures = (values: readonly number[]): string => {
  const at = (part: number) => quantile(values, part).toFixed(2);
  return `${at(0.5)} µs (fastest ${at(0)}, a quarter within ${at(0.25)}, 90 % within ${at(0.9)})`;
};

/** As many games in every round, however many are played at once. */
const GAMES_A_ROUND = 500;
const MOVES_A_ROUND = GAMES_A_ROUND * draw.length;

for (const count of [1, 50, 500]) {
  const { app, forget } = await application([]);
  const heard = await application([listener]);
  const kit: number[] = [];
  const observed: number[] = [];
  const decision: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const sets = Array.from({ length: GAMES_A_ROUND / count }, () => tables(count));
    for (const at of sets) await seat(app, at);
    for (const at of sets) await seat(heard.app, at);
    const states = new Map<string, unknown>(sets.flat().map((table) => [table.gameId, begun(table)]));
    const costs = [
      await measure(MOVES_A_ROUND, async () => {
        for (const at of sets) await throughTheKit(app, at);
      }),
      await measure(MOVES_A_ROUND, async () => {
        for (const at of sets) await throughTheKit(heard.app, at);
      }),
      await measure(MOVES_A_ROUND, () => {
        for (const at of sets) bare(states, at);
      }),
    ] as const;
    for (const at of sets) {
      await forget(at);
      await heard.forget(at);
    }
    if (round < 0) continue;
    kit.push(costs[0]);
    observed.push(costs[1]);
    decision.push(costs[2]);
  }
  await app.stop();
  await heard.app.stop();
  console.log(`${count} ${count === 1 ? 'game' : 'games at once'}, ${ROUNDS} rounds: a move takes`);
  console.log(`  through the kit    ${figures(kit)}`);
  console.log(`  with all hooks     ${figures(observed)}`);
  console.log(`  decision and Map   ${figures(decision)}`);
  console.log(`  undisturbed        ${undisturbed(kit, decision)}`);
  console.log(`  ratio              ${(median(kit) / median(decision)).toFixed(1)}`);
}
