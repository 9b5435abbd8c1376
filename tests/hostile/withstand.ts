import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { type ProbedServer, startProbedServer } from '../support/probed-server.ts';
import type { Attack } from './attacker.ts';
import { addTally, createTally, type Tally } from './tally.ts';
import { createWitness, playOn, signIn } from '../support/players.ts';
import { pause } from '../support/pause.ts';

export interface HostileOptions {
  /** How often peace and attack take turns: one stall of a machine that others use as well then decides nothing. */
  readonly rounds: number;
  /** In all rounds together. */
  readonly frames: number;
  readonly seed: number;
  /** How long players are watched in peace: before each attack, and after the last one. */
  readonly quietMs: number;
  /** What the server gives a request to arrive, and a connection to say who it is. */
  readonly timeoutMs: number;
}

interface Memory {
  readonly rssMiB: number;
  /** What is kept once garbage is collected. */
  readonly heapMiB: number;
}

/** How many milliseconds after each move was sent both players had it. */
export interface Round {
  /** In the quiet times before and after the attack. */
  readonly quiet: readonly number[];
  readonly attacked: readonly number[];
}

export interface HostileReport {
  readonly tally: Tally;
  /** Of the server, while frames were sent and until the hostile side had left: the players' share included. */
  readonly cpuSeconds: number;
  /** The longest of any attack. */
  readonly loopDelayMs: { readonly p99: number; readonly max: number };
  readonly memory: { readonly before: Memory; readonly during: Memory; readonly after: Memory };
  readonly rounds: readonly Round[];
  readonly finished: number;
  readonly problems: readonly string[];
}

/** With the limits as they are shipped: from several addresses, behind a proxy, and thinking, like people in a hurry. */
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const PROXY = '127.0.0.1';
const PAIRS_PER_ADDRESS = 6;
const THINK_MS = 80;
const FINISH_WITHIN_MS = 20_000;
/** What an attack has left open has this time to end; at first, what is compiled and filled once is. */
const SETTLE_MS = 2_000;
const WATCH_EVERY_MS = 500;

const attacker = fileURLToPath(new URL('./attacker.ts', import.meta.url));

/** The hostile side, once it knows what it will send. */
async function startAttacker(options: Attack) {
  const child = fork(attacker, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  // Strangers bring computers of their own: here they get what server and players leave of this one.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const exit = once(child, 'exit');
  const hear = async (): Promise<unknown> => {
    const [said] = await Promise.race([once(child, 'message'), exit.then(() => [])]);
    if (said === undefined) throw new Error('The hostile side has ended without a report.');
    return said;
  };
  const end = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  await hear().catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    async run(round: number): Promise<Tally> {
      child.send(round);
      return (await hear()) as Tally;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function memoryOf(server: ProbedServer, question: 'look' | 'collect'): Promise<Memory> {
  const { rssBytes, heapBytes } = await server.ask(question);
  return { rssMiB: rssBytes / 2 ** 20, heapMiB: heapBytes / 2 ** 20 };
}

/** Between two moments of `performance.now()`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Scripted players, who play one game after the other until they are told that it is over. */
async function startPlayers(url: string, problems: string[]) {
  const witness = createWitness();
  let isOver = false;
  const playing: Promise<void>[] = [];
  for (const from of ADDRESSES) {
    for (let pair = 0; pair < PAIRS_PER_ADDRESS; pair += 1) {
      const name = `${from.slice(-1)} ${pair}`;
      const players = [
        await signIn(url, `one ${name}`, from),
        await signIn(url, `two ${name}`, from),
      ] as const;
      const playingOn = playOn(players, witness, () => isOver, THINK_MS);
      playing.push(
        playingOn.catch((error: unknown) => void problems.push(`a player gave up: ${String(error)}`)),
      );
    }
  }
  return {
    tookWithin: ({ from, to }: Span) =>
      witness.moves.filter(({ at }) => at >= from && at < to).map(({ took }) => took),
    /** @returns the number of games that were played to their end */
    async finish(): Promise<number> {
      isOver = true;
      const all = Promise.all(playing).then(() => true);
      if (!(await Promise.race([all, pause(FINISH_WITHIN_MS).then(() => false)])))
        problems.push('games were not finished');
      return witness.finished;
    },
  };
}

/** Keeps looking at the server until it is told to stop, and knows the most memory that it saw. */
function watchMemory(server: ProbedServer, from: Memory) {
  let most = from;
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      const now = await memoryOf(server, 'look');
      if (now.rssMiB > most.rssMiB) most = now;
      await pause(WATCH_EVERY_MS);
    }
  })().catch(() => {});
  return async (): Promise<Memory> => {
    goesOn = false;
    await watching;
    return most;
  };
}

/** Players play through a quiet time, an attack, and a quiet time again, as often as is asked for. */
export async function withstand(options: HostileOptions): Promise<HostileReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  try {
    const port = await freePort();
    await using server = await startProbedServer(port, {
      DATABASE_FILE: join(folder, 'game.sqlite'),
      TIMEOUT_REQUEST_MS: String(options.timeoutMs),
      TRUST_PROXY: PROXY,
    });
    const { quietMs, rounds, ...attack } = options;
    await using hostile = await startAttacker({ port, rounds, ...attack });
    const problems: string[] = [];
    const players = await startPlayers(`http://127.0.0.1:${port}/trpc`, problems);

    const quiet = async (): Promise<Span> => {
      await pause(SETTLE_MS);
      const from = performance.now();
      await pause(quietMs);
      return { from, to: performance.now() };
    };
    const tally = createTally();
    const loopDelayMs = { p99: 0, max: 0 };
    const quiets = [await quiet()];
    const attacks: Span[] = [];
    const before = await memoryOf(server, 'collect');
    let during = before;
    let cpuMicroseconds = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { cpuMicroseconds: cpuBefore } = await server.ask('reset');
      const stopWatching = watchMemory(server, during);
      const from = performance.now();
      const got = await hostile.run(round);
      attacks.push({ from, to: from + got.sendingMs });
      addTally(tally, got);
      during = await stopWatching();
      const { cpuMicroseconds: cpuAfter, delayP99Ms, delayMaxMs } = await server.ask('look');
      cpuMicroseconds += cpuAfter - cpuBefore;
      loopDelayMs.p99 = Math.max(loopDelayMs.p99, delayP99Ms);
      loopDelayMs.max = Math.max(loopDelayMs.max, delayMaxMs);
      quiets.push(await quiet());
    }
    const after = await memoryOf(server, 'collect');

    const finished = await players.finish();
    if (server.ended() !== null) problems.push(`the server ended ${server.ended()}`);
    // At this level only what went wrong inside is logged.
    else if (server.output() !== '') problems.push(`the server has logged: ${server.output()}`);
    const code = await server.stop();
    if (code !== 0) problems.push(`the server stopped with ${code}`);
    problems.push(...tally.faults);
    return {
      tally,
      cpuSeconds: cpuMicroseconds / 1e6,
      loopDelayMs,
      memory: { before, during, after },
      rounds: attacks.map((span, round) => ({
        quiet: quiets.slice(round, round + 2).flatMap(players.tookWithin),
        attacked: players.tookWithin(span),
      })),
      finished,
      problems,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
