/** A file with a long past, for benchmarks: thousands of games that the product itself could have played. */
import { randomUUID } from 'node:crypto';
import { closeSync, copyFileSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { type Database, openDatabase } from '@tic-tac-toe/db';
import { games, modules, SessionId, StartSession, UserId, users } from '@tic-tac-toe/domain';
import {
  type AnyState,
  type Application,
  type Commit,
  createApplication,
  memoryStore,
  NO_READS,
  shapesOf,
  type Store,
  SYSTEM,
  type Timer,
} from '@tic-tac-toe/domain/kit';
import { standsAt, virtualClock } from '@tic-tac-toe/domain/kit/testing';

const DAY_MS = 86_400_000;
export const TURN_MS = 20_000;
/** With this many, each has played some twenty games. */
const PLAYERS_PER_GAME = 0.1;
const GAMES_PER_COMMIT = 200;
const SIGN_INS_AT_ONCE = 500;

/** Projections are left to the server that opens the file. */
const product = modules({ turnTimeout: TURN_MS, sessionLifetime: 30 * DAY_MS }).map((module) => ({
  ...module,
  projections: [],
}));
const { createGame: CreateGame, joinGame: JoinGame, placeMark: PlaceMark } = games.commands;

/* A past is made of four games that the product itself has played, each many times, with ids of its own. */

/** What a store has of one game in the end. */
interface Past {
  readonly states: readonly { readonly id: string; readonly next: unknown }[];
  readonly events: Commit['events'];
  readonly timers: readonly Timer[];
  readonly receipts: Commit['receipts'];
}

interface Pattern {
  readonly json: string;
  /** Of the states, in their order: what JSON cannot say. */
  readonly definitions: readonly AnyState[];
  readonly host: string;
  readonly guest: string;
}

interface Table {
  readonly host: (command: Command) => Promise<void>;
  readonly guest: (command: Command) => Promise<void>;
  readonly gameId: ReturnType<typeof newGameId>;
  readonly later: (milliseconds: number) => Promise<void>;
}
type Command = Parameters<Application['execute']>[0];

const newUserId = () => UserId.parse(randomUUID());
const newGameId = () => CreateGame.schema.parse({ gameId: randomUUID() }).gameId;

/** Plays a game with the product, and keeps what it has told the store. */
async function patternOf(beganAt: number, play: (table: Table) => Promise<void>): Promise<Pattern> {
  const { store, reader, log } = memoryStore();
  const commits: Commit[] = [];
  const clock = virtualClock(beganAt);
  const app = createApplication({
    modules: product,
    ports: { store: keeping(store, commits), reader, log, clock, newId: randomUUID, defer: queueMicrotask },
  });
  await app.start();
  const [host, guest] = [newUserId(), newUserId()];
  const does = (actor: UserId) => async (command: Command) => {
    const outcome = await app.execute(command, { actor, operationId: randomUUID() });
    if (!outcome.ok) throw new Error(`${command.type} was refused: ${outcome.rejection.reason}`);
  };
  await play({
    host: does(host),
    guest: does(guest),
    gameId: newGameId(),
    later: (milliseconds) => clock.moveTo(clock.now() + milliseconds),
  });
  const { definitions, ...past } = pastOf(commits);
  return { json: JSON.stringify(past), definitions, host, guest };
}

const keeping = (store: Store, commits: Commit[]): Store => ({
  ...store,
  commit(commit) {
    commits.push(commit);
    return store.commit(commit);
  },
});

/** Commits as one: of states and timers the last word counts. */
function pastOf(commits: readonly Commit[]): Past & { readonly definitions: readonly AnyState[] } {
  const states = new Map<string, Commit['states'][number]>();
  const timers = new Map<string, Timer>();
  const events: Commit['events'][number][] = [];
  const receipts: Commit['receipts'][number][] = [];
  for (const commit of commits) {
    for (const write of commit.states) states.set(`${write.definition.kind} ${write.id}`, write);
    for (const write of commit.timers) {
      if ('set' in write) timers.set(write.set.key, write.set);
      else timers.delete(write.cancel);
    }
    // The memory store has numbered them since.
    receipts.push(...commit.receipts);
    events.push(...commit.events);
  }
  const kept = [...states.values()].filter(({ next }) => next !== undefined);
  return {
    definitions: kept.map(({ definition }) => definition),
    states: kept.map(({ id, next }) => ({ id, next })),
    events,
    timers: [...timers.values()],
    receipts,
  };
}

const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g;

/** The same game again, of other players: every other id in it is new. */
function again({ json, host, guest }: Pattern, newHost: string, newGuest: string): Past {
  const ids = new Map([
    [host, newHost],
    [guest, newGuest],
  ]);
  const idFor = (id: string) => {
    const known = ids.get(id) ?? randomUUID();
    ids.set(id, known);
    return known;
  };
  // It was a Past before it was JSON.
  return JSON.parse(json.replace(UUID, idFor)) as Past;
}

async function patterns() {
  const started = async ({ host, guest, gameId }: Table) => {
    await host(CreateGame({ gameId }));
    await host(JoinGame({ gameId }));
    await guest(JoinGame({ gameId }));
  };
  const yesterday = Date.now() - DAY_MS;
  const won = await patternOf(yesterday, async (table) => {
    const { host, guest, gameId, later } = table;
    await started(table);
    for (const x of [0, 1]) {
      await host(PlaceMark({ gameId, x, y: 0 }));
      await guest(PlaceMark({ gameId, x, y: 1 }));
    }
    await host(PlaceMark({ gameId, x: 2, y: 0 }));
    await later(DAY_MS / 2);
  });
  const left = await patternOf(yesterday, async (table) => {
    await started(table);
    await table.later(DAY_MS / 2);
  });
  const lonely = await patternOf(yesterday, async ({ host, gameId, later }) => {
    await host(CreateGame({ gameId }));
    await host(JoinGame({ gameId }));
    await later(DAY_MS / 2);
  });
  // Its turn has run out by the time that a server looks at it.
  const running = await patternOf(Date.now() - TURN_MS, async (table) => {
    const { host, guest, gameId } = table;
    await started(table);
    await host(PlaceMark({ gameId, x: 0, y: 0 }));
    await guest(PlaceMark({ gameId, x: 0, y: 1 }));
    await host(PlaceMark({ gameId, x: 1, y: 0 }));
  });
  return { won, left, lonely, running };
}

/** Of a hundred games one is running, this many were played to the end; a hundred thousand make a million events. */
const WON = 25;

/** The others were left by a player whose turn it was, or never found a second one. */
function patternFor(number: number, { won, left, lonely, running }: Awaited<ReturnType<typeof patterns>>) {
  const hundredth = number % 100;
  if (hundredth === 0) return running;
  if (hundredth <= WON) return won;
  return hundredth % 2 === 0 ? left : lonely;
}

/** Players who have signed in by the product's own means. */
async function makePlayers({ store, reader, log }: Database, count: number): Promise<readonly UserId[]> {
  const clock = virtualClock(Date.now() - DAY_MS);
  const defer = (work: () => void) => void setImmediate(work);
  const app = createApplication({
    modules: product,
    ports: { store, reader, log, clock, newId: randomUUID, defer },
  });
  await app.start();
  const signIn = async (number: number) => {
    const id = newUserId();
    const as = { actor: SYSTEM, operationId: randomUUID() };
    await app.execute(users.commands.createUser({ id, alias: `Player ${number}` }), as);
    const session = SessionId.parse(`${randomUUID()}${randomUUID()}`);
    await app.execute(StartSession({ id: session, userId: id }), { actor: SYSTEM });
    return id;
  };
  const players: UserId[] = [];
  while (players.length < count) {
    const portion = Array.from({ length: Math.min(SIGN_INS_AT_ONCE, count - players.length) });
    players.push(...(await Promise.all(portion.map((_, index) => signIn(players.length + index)))));
  }
  await app.stop();
  return players;
}

/** @returns how many events the file then has: ten for each game */
export async function makePast(file: string, gameCount: number): Promise<number> {
  const database = openDatabase({ file, kept: ['games'], shapes: shapesOf(product) });
  const all = await patterns();
  const players = await makePlayers(database, Math.max(2, gameCount * PLAYERS_PER_GAME));
  const player = (number: number) => players[number % players.length] ?? '';
  for (let first = 0; first < gameCount; first += GAMES_PER_COMMIT) {
    const together: Writable = { reads: NO_READS, states: [], events: [], timers: [], receipts: [] };
    for (let number = first; number < Math.min(gameCount, first + GAMES_PER_COMMIT); number += 1) {
      const pattern = patternFor(number, all);
      add(together, pattern.definitions, again(pattern, player(number), player(number * 7 + 1)));
    }
    await database.store.commit(together);
  }
  const head = await standsAt(database.store);
  await database.close();
  return head;
}

/** A commit that is still being put together. */
type Parts = Omit<Commit, 'reads'>;
type Writable = Pick<Commit, 'reads'> & { -readonly [Part in keyof Parts]: Parts[Part][number][] };

function add(to: Writable, definitions: readonly AnyState[], past: Past): void {
  const before = to.events.length;
  to.states.push(
    ...definitions.map((definition, index) => ({
      definition,
      id: past.states[index]?.id ?? '',
      next: past.states[index]?.next,
      expected: 0,
    })),
  );
  to.events.push(...past.events);
  to.timers.push(...past.timers.map((set) => ({ set })));
  to.receipts.push(...past.receipts.map((receipt) => ({ ...receipt, position: before + receipt.position })));
}

/** A copy that is on the disk, so that no start waits for it to get there. */
export function copyDatabase(from: string, to: string): void {
  copyFileSync(from, to);
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
}

export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(`${file}${suffix}`, { force: true });
}
