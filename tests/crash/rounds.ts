import { problemsOf, unfinishedOf } from './check.ts';
import { createSetting } from './server-under-players.ts';
import { pause } from '../support/pause.ts';

export interface CrashOptions {
  readonly rounds: number;
  /** Pairs of players, each with one game after the other. */
  readonly pairs: number;
  readonly onRound?: (round: number) => void;
}

export interface CrashReport {
  readonly acknowledged: number;
  readonly finished: number;
  readonly subscriptions: number;
  /** Milliseconds from start to ready, over all restarts. */
  readonly slowestStart: number;
  readonly problems: readonly string[];
}

/** How long the server lives in a round, in milliseconds. */
const LIFE = { least: 100, most: 900 };

/** Ends the server with SIGKILL at random moments while players play, and looks at the file each time. */
export async function crashRounds({ rounds, pairs, onRound }: CrashOptions): Promise<CrashReport> {
  using setting = await createSetting();
  const { file, witness, failed } = setting;
  const problems: string[] = [];
  let slowestStart = 0;

  const start = async () => {
    const server = await setting.start();
    slowestStart = Math.max(slowestStart, server.readyAfterMs);
    return server;
  };

  let server = await start();
  await setting.letPlay(`http://127.0.0.1:${setting.port}/trpc`, pairs);
  for (let round = 1; round <= rounds && problems.length + failed.length === 0; round += 1) {
    await pause(LIFE.least + Math.random() * (LIFE.most - LIFE.least));
    await server.kill();
    problems.push(...problemsOf(file, witness));
    onRound?.(round);
    server = await start();
  }
  await setting.finish();
  const code = await server.stop();
  if (code !== 0) problems.push(`the last server ended with ${code}`);
  problems.push(...failed.map(String), ...problemsOf(file, witness), ...unfinishedOf(file, witness));
  const { acknowledged, finished, heard } = witness;
  return {
    acknowledged: acknowledged.length,
    finished,
    subscriptions: heard.length,
    slowestStart,
    problems,
  };
}
