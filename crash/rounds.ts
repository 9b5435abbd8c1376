import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemsOf, unfinishedOf } from './check.ts';
import { createWitness, playOn, signIn } from './players.ts';
import { freePort } from '../testing/free-port.ts';
import { startServer } from '../testing/server-process.ts';

export interface CrashOptions {
  readonly rounds: number;
  /** Pairs of players, each with one game after the other. */
  readonly pairs: number;
  readonly onRound?: (round: number) => void;
}

export interface CrashReport {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly finished: number;
  readonly subscriptions: number;
  /** Milliseconds from start to ready, over all restarts. */
  readonly slowestStart: number;
  readonly problems: readonly string[];
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long the server lives in a round, in milliseconds. */
const LIFE = { least: 100, most: 900 };

/** After the last crash, games get this long to come to their end. */
const FINISH_WITHIN_MS = 60_000;

/** Ends the server with SIGKILL at random moments while players play, and looks at the file each time. */
export async function crashRounds({ rounds, pairs, onRound }: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const file = join(folder, 'game.sqlite');
  const port = await freePort();
  // Everybody plays from one address; and a turn outlasts any restart, so that only players end games.
  const env = {
    DATABASE_FILE: file,
    TURN_TIMEOUT_MS: '120000',
    LIMIT_SIGN_INS_PER_ADDRESS: '10000',
    LIMIT_CALLS_PER_ADDRESS: '100000',
    LIMIT_CALLS_PER_USER: '10000',
    LIMIT_CONNECTIONS_PER_ADDRESS: '1000',
  };
  const witness = createWitness();
  const problems: string[] = [];
  const failed: unknown[] = [];
  let slowestStart = 0;
  let isOver = false;

  const start = async () => {
    const server = await startServer(port, env);
    slowestStart = Math.max(slowestStart, server.readyAfterMs);
    return server;
  };

  try {
    let server = await start();
    const url = `http://127.0.0.1:${port}/trpc`;
    const playing: Promise<void>[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const players = [await signIn(url, `first ${pair}`), await signIn(url, `second ${pair}`)] as const;
      playing.push(playOn(players, witness, () => isOver).catch((error: unknown) => void failed.push(error)));
    }
    for (let round = 1; round <= rounds && problems.length === 0 && failed.length === 0; round += 1) {
      await pause(LIFE.least + Math.random() * (LIFE.most - LIFE.least));
      await server.kill();
      problems.push(...problemsOf(file, witness));
      onRound?.(round);
      server = await start();
    }
    isOver = true;
    await Promise.race([Promise.all(playing), pause(FINISH_WITHIN_MS)]);
    const code = await server.stop();
    if (code !== 0) problems.push(`the last server ended with ${code}`);
    problems.push(...failed.map(String), ...problemsOf(file, witness), ...unfinishedOf(file, witness));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { acknowledged, finished, heard } = witness;
  return {
    rounds,
    acknowledged: acknowledged.length,
    finished,
    subscriptions: heard.length,
    slowestStart,
    problems,
  };
}
