import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../testing/free-port.ts';
import { type ProbedServer, startProbedServer } from '../testing/probed-server.ts';
import type { Attack } from './hostile/attacker.ts';
import type { Tally } from './hostile/tally.ts';
import { createWitness, playOn, signIn } from './players.ts';
import { pause } from './server-under-players.ts';

export interface HostileOptions {
  readonly frames: number;
  readonly seed: number;
  /** How long players are watched in peace: before the attack, and after it. */
  readonly quietMs: number;
  /** What the server gives a request to arrive, and a connection to say who it is. */
  readonly timeoutMs: number;
}

interface Memory {
  readonly rssMiB: number;
  /** What is kept once garbage is collected. */
  readonly heapMiB: number;
}

export interface HostileReport {
  readonly tally: Tally;
  /** Of the server, until the hostile side had left: the players' share included. */
  readonly cpuSeconds: number;
  readonly loopDelayMs: { readonly p99: number; readonly max: number };
  readonly memory: { readonly before: Memory; readonly during: Memory; readonly after: Memory };
  readonly moves: Record<'before' | 'during' | 'after', readonly number[]>;
  readonly finished: number;
  readonly problems: readonly string[];
}

/** All from one address, with the limits as they are shipped: few enough, and thinking, like people in a hurry. */
const PAIRS = 6;
const THINK_MS = 80;
const FINISH_WITHIN_MS = 20_000;

const attacker = fileURLToPath(new URL('./hostile/attacker.ts', import.meta.url));

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
    async run(): Promise<Tally> {
      child.send('go');
      return (await hear()) as Tally;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function memoryOf(server: ProbedServer, question: 'look' | 'collect'): Promise<Memory> {
  const { rssBytes, heapBytes } = await server.ask(question);
  return { rssMiB: rssBytes / 2 ** 20, heapMiB: heapBytes / 2 ** 20 };
}

/** Players play through a quiet time, an attack, and a quiet time again. */
export async function withstand({
  frames,
  seed,
  quietMs,
  timeoutMs,
}: HostileOptions): Promise<HostileReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  try {
    const port = await freePort();
    await using server = await startProbedServer(port, {
      DATABASE_FILE: join(folder, 'game.sqlite'),
      TIMEOUT_REQUEST_MS: String(timeoutMs),
    });
    await using hostile = await startAttacker({ port, frames, seed, timeoutMs });
    const witness = createWitness();
    const problems: string[] = [];
    let isOver = false;
    const playing: Promise<void>[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const url = `http://127.0.0.1:${port}/trpc`;
      const players = [await signIn(url, `first ${pair}`), await signIn(url, `second ${pair}`)] as const;
      const playingOn = playOn(players, witness, () => isOver, THINK_MS);
      playing.push(
        playingOn.catch((error: unknown) => void problems.push(`a player gave up: ${String(error)}`)),
      );
    }

    // Not measured: what is compiled and filled for the first time.
    await pause(Math.min(2_000, quietMs));
    const beganAt = performance.now();
    await pause(quietMs);
    const before = await memoryOf(server, 'collect');
    const { cpuMicroseconds: cpuBefore } = await server.ask('reset');
    const attackAt = performance.now();
    let most: Memory = before;
    const watch = async (): Promise<void> => {
      while (isUnderAttack) {
        const now = await memoryOf(server, 'look');
        if (now.rssMiB > most.rssMiB) most = now;
        await pause(500);
      }
    };
    let isUnderAttack = true;
    const watching = watch().catch(() => {});
    const tally = await hostile.run();
    isUnderAttack = false;
    await watching;
    const afterAt = performance.now();
    if (server.ended() !== null) problems.push(`the server ended ${server.ended()}`);
    const { cpuMicroseconds: cpuAfter, delayP99Ms, delayMaxMs } = await server.ask('look');
    // What was opened last has its time to end.
    await pause(Math.max(quietMs, timeoutMs + 1_500));
    const after = await memoryOf(server, 'collect');

    isOver = true;
    const finishing = await Promise.race([
      Promise.all(playing).then(() => true),
      pause(FINISH_WITHIN_MS).then(() => false),
    ]);
    if (!finishing) problems.push('games were not finished');
    if (server.ended() !== null) problems.push(`the server ended ${server.ended()}`);
    // At this level only what went wrong inside is logged.
    else if (server.output() !== '') problems.push(`the server has logged: ${server.output()}`);
    const code = await server.stop();
    if (code !== 0) problems.push(`the server stopped with ${code}`);
    problems.push(...tally.faults);

    const between = (from: number, to: number) =>
      witness.moves.filter(({ at }) => at >= from && at < to).map(({ took }) => took);
    return {
      tally,
      cpuSeconds: (cpuAfter - cpuBefore) / 1e6,
      loopDelayMs: { p99: delayP99Ms, max: delayMaxMs },
      memory: { before, during: most, after },
      moves: {
        before: between(beganAt, attackAt),
        during: between(attackAt, attackAt + tally.sendingMs),
        after: between(afterAt, Infinity),
      },
      finished: witness.finished,
      problems,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
