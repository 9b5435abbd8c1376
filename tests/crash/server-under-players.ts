import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { pause } from '../support/pause.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { createWitness, playOn, signIn, type Witness } from '../support/players.ts';

/** After the last disturbance, games get this long to come to their end. */
const FINISH_WITHIN_MS = 60_000;

export type Settings = Readonly<Record<string, string>>;

export interface Setting {
  readonly file: string;
  readonly port: number;
  readonly witness: Witness;
  /** What made a player give up. */
  readonly failed: readonly unknown[];
  /**
   * @param port the setting's own, unless there are several servers
   * @param own what this server alone is set to
   */
  start(port?: number, own?: Settings): Promise<ServerProcess>;
  /** Pairs of players begin, each with one game after the other, over the server at `url`; they think before a move. */
  letPlay(url: string, pairs: number, thinkMs?: number): Promise<void>;
  /** Players finish their games, and begin no other. */
  finish(): Promise<void>;
  [Symbol.dispose](): void;
}

/**
 * A database, a port, and players who do not mind what happens to their server.
 * @param settings of the server, such as another database
 */
export async function createSetting(settings: Settings = {}, witness = createWitness()): Promise<Setting> {
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
    LIMIT_SUBSCRIPTIONS_PER_ADDRESS: '10000',
    ...settings,
  };
  const failed: unknown[] = [];
  const playing: Promise<void>[] = [];
  let isOver = false;
  return {
    file,
    port,
    witness,
    failed,
    start: async (at = port, own = {}) => startServer(at, { ...env, ...own }),
    async letPlay(url, pairs, thinkMs = 0) {
      for (let pair = 0; pair < pairs; pair += 1) {
        const players = [await signIn(url, `first ${pair}`), await signIn(url, `second ${pair}`)] as const;
        const playingOn = playOn(players, witness, () => isOver, thinkMs);
        playing.push(playingOn.catch((error: unknown) => void failed.push(error)));
      }
    },
    async finish() {
      isOver = true;
      await Promise.race([Promise.all(playing), pause(FINISH_WITHIN_MS)]);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
