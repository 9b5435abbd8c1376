/** Races of two servers on one store: what one has read, the other may change before it commits. */
import { CreateGame, JoinGame } from '../games/commands.ts';
import { type Game, game } from '../games/game.ts';
import { EndSession, modules, SessionId, SignIn } from '../index.ts';
import { type EventLog, type StateReader, type Store, SYSTEM } from '../kit/index.ts';
import type { Harness, VirtualClock } from '../kit/testing/index.ts';
import { EnterQueue } from '../queue/messages.ts';
import { waiting } from '../queue/queue.ts';
import { AssociateUserToSession, SessionConnected, SessionExpired } from '../sessions/messages.ts';
import { actingBy, session } from '../sessions/session.ts';
import { aliasOwner } from '../users/user.ts';
import { CreateUser } from '../users/commands.ts';
import { ann, bea, cid, connection, gameNumber } from './people.ts';

export interface TwoServers {
  readonly a: Harness;
  readonly b: Harness;
  /** Starts one more on the same store. */
  another(): Promise<Harness>;
  readonly clock: VirtualClock;
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Has the next commit of `a` that writes a game wait until this is done. */
  beforeCommitOfA(work: () => Promise<unknown>): void;
}

export interface Race {
  readonly name: string;
  /** @returns what is left */
  readonly run: (servers: TwoServers) => Promise<unknown>;
  readonly leaves: unknown;
}

const DAY_MS = 86_400_000;

/** What the servers run. */
export const racing = modules({ turnTimeout: 20_000, sessionLifetime: DAY_MS });

const sessionNumber = (number: number) => SessionId.parse(`hash-${number}`.padEnd(43, '-'));
const signIn = (number: number) => SignIn({ id: ann, alias: 'Ann', session: sessionNumber(number) });
const signOut = (number: number) => EndSession({ id: sessionNumber(number), userId: ann });

/** A store whose next commit of a game waits for what it is told to wait for. */
export function waitingStore(store: Store): {
  readonly store: Store;
  readonly before: (work: () => Promise<unknown>) => void;
} {
  let waitFor: (() => Promise<unknown>) | null = null;
  return {
    before: (work) => void (waitFor = work),
    store: {
      ...store,
      async commit(commit) {
        const work = waitFor;
        if (work && commit.states.some(({ definition }) => definition === game)) {
          waitFor = null;
          await work();
        }
        return store.commit(commit);
      },
    },
  };
}

/** Ann and Bea are at it, each by a server of their own. */
async function runningGame({ a, b }: TwoServers) {
  const gameId = gameNumber(1);
  await a.execute(ann, CreateGame({ gameId }));
  await a.execute(ann, JoinGame({ gameId }));
  await b.execute(bea, JoinGame({ gameId }));
  return gameId;
}

const searchers = [ann, bea, cid];

/** Their connections, as far as a server has heard of them. */
async function connect(server: Harness, people: readonly (typeof ann)[]): Promise<void> {
  for (const id of people) {
    const sessionId = connection(searchers.indexOf(id));
    await server.app.publish(SessionConnected({ sessionId }));
    await server.execute(id, AssociateUserToSession({ sessionId }));
  }
}

/** Three who may look for an opponent, known at both servers. */
async function threeSearchers({ a, b }: TwoServers): Promise<void> {
  for (const [index, id] of searchers.entries())
    await a.execute(SYSTEM, CreateUser({ id, alias: `Searcher ${index}` }));
  for (const server of [a, b]) await connect(server, searchers);
}

/** The games, by their players in order of play, and who still looks for one. */
async function pairings({ reader }: TwoServers) {
  const games = (await reader.all(game)).map(({ state }) => (state as Game).players);
  return { games, left: (await reader.all(waiting)).map(({ id }) => id) };
}

/** What a topic was told from now on. */
async function listenTo({ log }: TwoServers, topic: string) {
  const before = await log.head(topic);
  return async () => (await log.read(topic, before, 100)).map(({ type }) => type);
}

export const races: readonly Race[] = [
  {
    name: 'a sign-out and a retry of its sign-in leave either both session and alias, or neither',
    async run({ a, b, reader }) {
      await a.execute(SYSTEM, signIn(1));
      await Promise.all([a.execute(SYSTEM, signOut(1)), b.execute(SYSTEM, signIn(2))]);
      const [aliases, sessions] = [await reader.all(aliasOwner), await reader.all(session)];
      return aliases.length === Math.min(1, sessions.length) ? 'both or neither' : { aliases, sessions };
    },
    leaves: 'both or neither',
  },
  {
    name: 'what was decided before a sign-out at another server, and comes to its commit after it, is refused',
    async run({ a, b, reader, beforeCommitOfA }) {
      await a.execute(SYSTEM, signIn(1));
      const guard = actingBy(sessionNumber(1));
      const asked = { actor: ann, operationId: gameNumber(9), guard };
      beforeCommitOfA(() => b.execute(SYSTEM, signOut(1)));
      const first = await a.app.execute(CreateGame({ gameId: gameNumber(1) }), asked);
      const again = await b.app.execute(CreateGame({ gameId: gameNumber(1) }), asked);
      return [first, again, await reader.all(game)];
    },
    leaves: [
      { ok: false, rejection: actingBy(sessionNumber(1)).refusal },
      { ok: false, rejection: actingBy(sessionNumber(1)).refusal },
      [],
    ],
  },
  {
    name: 'a sign-out at another server refuses what one session asks for, not what others of the same moment do',
    async run({ a, b, reader, beforeCommitOfA }) {
      await a.execute(SYSTEM, signIn(1));
      beforeCommitOfA(() => b.execute(SYSTEM, signOut(1)));
      const outcomes = await Promise.all([
        a.app.execute(CreateGame({ gameId: gameNumber(1) }), {
          actor: ann,
          guard: actingBy(sessionNumber(1)),
        }),
        a.app.execute(CreateGame({ gameId: gameNumber(2) }), { actor: bea }),
      ]);
      return [outcomes.map(({ ok }) => ok), (await reader.all(game)).map(({ id }) => id)];
    },
    leaves: [[false, true], [gameNumber(2)]],
  },
  {
    name: 'an alias is free again where the last two sessions of its user end at once',
    async run({ a, b, clock, reader }) {
      await a.execute(SYSTEM, signIn(1));
      await a.execute(SYSTEM, signIn(2));
      clock.sleep(DAY_MS + 1);
      await Promise.all([
        a.app.publish(SessionExpired({ id: sessionNumber(1), userId: ann })),
        b.app.publish(SessionExpired({ id: sessionNumber(2), userId: ann })),
      ]);
      return [await reader.all(session), await reader.all(aliasOwner)];
    },
    leaves: [[], []],
  },
  {
    name: 'a timer rings once, however many alarm clocks there are',
    async run(servers) {
      const { clock } = servers;
      const told = await listenTo(servers, `games/${await runningGame(servers)}`);
      await clock.moveTo(clock.now() + 20_000);
      return told();
    },
    leaves: ['TurnTimeout', 'GameEnded'],
  },
  {
    name: 'a timer rings at another server where the one that has set it is gone',
    async run(servers) {
      const { b, clock } = servers;
      const told = await listenTo(servers, `games/${await runningGame(servers)}`);
      await b.app.stop();
      await clock.moveTo(clock.now() + 22_000);
      return told();
    },
    leaves: ['TurnTimeout', 'GameEnded'],
  },
  {
    name: 'nobody opens more games than are allowed by opening them on two servers at once',
    async run({ a, b, reader }) {
      for (let number = 0; number < 9; number += 1)
        await a.execute(ann, CreateGame({ gameId: gameNumber(number) }));
      const outcomes = await Promise.all([
        a.execute(ann, CreateGame({ gameId: gameNumber(100) })),
        b.execute(ann, CreateGame({ gameId: gameNumber(101) })),
      ]);
      return [outcomes.filter(({ ok }) => ok).length, (await reader.all(game)).length];
    },
    leaves: [1, 10],
  },
  {
    name: 'nobody’s turn is put off by a server that joins others while it goes on',
    async run(servers) {
      const { clock } = servers;
      const gameId = await runningGame(servers);
      const told = await listenTo(servers, `games/${gameId}`);
      await clock.moveTo(clock.now() + 15_000);
      await servers.another();
      await clock.moveTo(clock.now());
      const toldThen = await told();
      await clock.moveTo(clock.now() + 5_000);
      return [toldThen, await told()];
    },
    leaves: [[], ['TurnTimeout', 'GameEnded']],
  },
  {
    name: 'a server that begins where no other is finds what was missed, and gives time for it',
    async run(servers) {
      const { a, b, clock } = servers;
      const gameId = await runningGame(servers);
      const told = await listenTo(servers, `games/${gameId}`);
      await a.app.stop();
      await b.app.stop();
      clock.sleep(15_000);
      await servers.another();
      await clock.moveTo(clock.now() + 5_000);
      return told();
    },
    leaves: ['WaitingForPlayerPlay'],
  },
  {
    name: 'two who look for an opponent at two servers, one after the other, play each other',
    async run(servers) {
      await threeSearchers(servers);
      await servers.a.execute(ann, EnterQueue({}));
      await servers.b.execute(bea, EnterQueue({}));
      return pairings(servers);
    },
    leaves: { games: [[ann, bea]], left: [] },
  },
  {
    name: 'two who look for an opponent at two servers at once play each other, once',
    async run(servers) {
      await threeSearchers(servers);
      await Promise.all([servers.a.execute(ann, EnterQueue({})), servers.b.execute(bea, EnterQueue({}))]);
      const { games, left } = await pairings(servers);
      return { games: games.map((players) => players.toSorted()), left };
    },
    leaves: { games: [[ann, bea]], left: [] },
  },
  {
    name: 'of two who come upon the same opponent at two servers at once, one plays, and the other waits',
    async run(servers) {
      const { a, b } = servers;
      await threeSearchers(servers);
      await a.execute(ann, EnterQueue({}));
      servers.beforeCommitOfA(() => b.execute(bea, EnterQueue({})));
      await a.execute(cid, EnterQueue({}));
      return pairings(servers);
    },
    leaves: { games: [[ann, bea]], left: [cid] },
  },
  {
    name: 'who begins a game at another server meanwhile is not paired',
    async run(servers) {
      const { a, b } = servers;
      await threeSearchers(servers);
      await a.execute(ann, EnterQueue({}));
      servers.beforeCommitOfA(() => runningGame({ ...servers, a: b }));
      await a.execute(cid, EnterQueue({}));
      return pairings(servers);
    },
    leaves: { games: [[ann, bea]], left: [cid] },
  },
  {
    name: 'who looks at a server that has not yet heard of the other’s connection plays within a second of its hearing of it',
    async run(servers) {
      const { a, clock } = servers;
      await threeSearchers(servers);
      const c = await servers.another();
      await a.execute(ann, EnterQueue({}));
      await connect(c, [bea]);
      await c.execute(bea, EnterQueue({}));
      const before = await pairings(servers);
      await connect(c, [ann]);
      await clock.moveTo(clock.now() + 1_000);
      return [before, await pairings(servers)];
    },
    leaves: [
      { games: [], left: [ann, bea] },
      { games: [[ann, bea]], left: [] },
    ],
  },
];
