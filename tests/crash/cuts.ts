import { problemsOf, unfinishedOf } from './check.ts';
import { startProxy } from './proxy.ts';
import { createSetting } from './server-under-players.ts';
import { pause } from '../support/pause.ts';

export interface CutReport {
  readonly cuts: number;
  readonly events: number;
  readonly finished: number;
  readonly problems: readonly string[];
}

/** Between two cuts, in milliseconds: often enough that most calls and subscriptions meet one. */
const BETWEEN_CUTS = 30;

/** Cuts connections at random while players play, until `cuts` of them; then compares what each heard with the log. */
export async function cutConnections({ cuts, pairs }: { cuts: number; pairs: number }): Promise<CutReport> {
  using setting = await createSetting();
  const { file, witness, failed } = setting;
  const server = await setting.start();
  const proxy = await startProxy(setting.port);
  await setting.letPlay(`http://127.0.0.1:${proxy.port}/trpc`, pairs);
  let made = 0;
  while (made < cuts && failed.length === 0) {
    await pause(BETWEEN_CUTS);
    if (proxy.cutOne()) made += 1;
  }
  await setting.finish();
  await proxy.close();
  await server.stop();
  const events = witness.heard.reduce((sum, { positions }) => sum + positions.length, 0);
  const problems = [...failed.map(String), ...problemsOf(file, witness), ...unfinishedOf(file, witness)];
  return { cuts: made, events, finished: witness.finished, problems };
}
