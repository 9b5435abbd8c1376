import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@tic-tac-toe/api/client';
import { newId } from '@tic-tac-toe/api';
import { GameId, type PublicUser } from '@tic-tac-toe/domain';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Config, readConfig } from '../config.ts';
import { type Overrides, type Server, startServer } from '../server.ts';

export interface Player extends Client {
  readonly user: PublicUser;
  readonly token: string;
}

export interface Browser extends Client {
  /** What the server has set, as the browser would send it back; empty for nothing. */
  cookie(): string;
}

/** What the proxy before the server adds to what a browser sends, or takes away by an empty value. */
export interface Behind {
  readonly requests?: Readonly<Record<string, string>>;
  readonly upgrades?: Readonly<Record<string, string>>;
}

/** A line of the server's log. */
const LogLine = z.record(z.string(), z.unknown());
export type LogLine = Readonly<z.output<typeof LogLine>>;

/** A server of its own on a free port of this machine, with a database of its own, and clients for it. */
export interface World extends AsyncDisposable {
  /** As `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly databaseFile: string;
  readonly log: readonly LogLine[];
  readonly server: Server;
  /** A client over HTTP and WebSocket; anonymous without a token. */
  client(token?: string): Client;
  /** A client that keeps the cookie, and says which page it is, as a browser does. */
  browser(behind?: Behind): Browser;
  signIn(alias: string): Promise<Player>;
  /** A game that both have joined, `first` first. */
  game(first: Player, second: Player): Promise<GameId>;
  stop(): Promise<void>;
  /** Starts again on the same port and database; stops before, where that was not done yet. */
  restart(): Promise<void>;
}

/** `await using world = await startWorld({ TURN_TIMEOUT_MS: 500 })`: nothing is left of it afterwards. */
export async function startWorld(settings: Partial<Config> = {}, overrides: Overrides = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-'));
  const databaseFile = join(folder, 'world.sqlite');
  const lines: LogLine[] = [];
  const log = pino(
    { level: 'debug', base: null },
    { write: (line) => void lines.push(LogLine.parse(JSON.parse(line))) },
  );
  const config: Config = {
    ...readConfig({}),
    HOST: '127.0.0.1',
    PORT: 0,
    DATABASE_FILE: databaseFile,
    CHECK_SHAPES: true,
    ...settings,
  };
  let server = await startServer(config, { log, ...overrides });
  const { port, url } = server;
  const clients: Client[] = [];

  function client(token?: string): Client {
    const created = createClient({ url: `${url}/trpc`, WebSocket, ...(token !== undefined && { token }) });
    clients.push(created);
    return created;
  }

  function browser({ requests = {}, upgrades = {} }: Behind = {}): Browser {
    let cookie = '';
    const headers = (added: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries({ origin: url, cookie, ...added }).filter(([, value]) => value !== ''),
      );
    class BrowserSocket extends WebSocket {
      constructor(address: string) {
        super(address, { headers: headers(upgrades) });
      }
    }
    const send: typeof fetch = async (input, init) => {
      const response = await fetch(input, { ...init, headers: { ...headersOf(init), ...headers(requests) } });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined)
        cookie = set.includes('Expires=Thu, 01 Jan 1970') ? '' : (set.split(';')[0] ?? '');
      return response;
    };
    const created = createClient({ url: `${url}/trpc`, WebSocket: BrowserSocket, fetch: send });
    clients.push(created);
    return { ...created, cookie: () => cookie };
  }

  return {
    url,
    browser,
    databaseFile,
    log: lines,
    get server() {
      return server;
    },
    client,
    async signIn(alias) {
      const { user, token } = await client().api.sessions.start.mutate({ alias });
      return { ...client(token), user, token };
    },
    async game(first, second) {
      const gameId = newId(GameId);
      await first.api.games.createGame.mutate({ gameId });
      await first.api.games.joinGame.mutate({ gameId });
      await second.api.games.joinGame.mutate({ gameId });
      return gameId;
    },
    stop: () => server.stop(),
    async restart() {
      await server.stop();
      server = await startServer({ ...config, PORT: port }, { log, ...overrides });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map(({ connection }) => connection.close()));
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const headersOf = (init: RequestInit | undefined): Record<string, string> =>
  Object.fromEntries(new Headers(init?.headers));
