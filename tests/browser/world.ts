import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  expect,
  type Locator,
  type Page,
  test as base,
} from '@playwright/test';
import { freePort } from '../support/free-port.ts';
import { type ProxyHabits, startProxy } from '../support/proxy.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';

/** The built server on a port and a database of its own. */
export interface World {
  readonly url: string;
  /** Whole while the server is stopped. */
  readonly databaseFile: string;
  /** A browser of one's own, signed in. */
  player(alias: string): Promise<Player>;
  /** A browser of one's own, not signed in. */
  visitor(): Promise<Page>;
  /** Ends the server as its operator would. */
  stop(): Promise<void>;
  /**
   * Starts it again on the same database.
   * @param other what Node runs as the server from now on
   */
  start(other?: readonly string[]): Promise<void>;
  /** Stops it, and starts it at once. */
  restart(): Promise<void>;
}

interface Options {
  /** Milliseconds for each turn. */
  readonly turnTimeout: number;
  /** What browsers call the server. */
  readonly host: string;
  /** Further settings of the server. */
  readonly env: Readonly<Record<string, string>>;
  /** What Node runs as the server; undefined: the built one. */
  readonly program: readonly string[] | undefined;
  /** A proxy that browsers find before the server; null: none. */
  readonly behind: ProxyHabits | null;
}

export const test = base.extend<{ world: World } & Options>({
  // A busy machine takes its time between two moves: only tests that are about running out of it let it run out.
  turnTimeout: [600_000, { option: true }],
  host: ['127.0.0.1', { option: true }],
  env: [{}, { option: true }],
  program: [undefined, { option: true }],
  behind: [null, { option: true }],
  world: async (
    {
      browser,
      turnTimeout,
      host,
      env: settings,
      program,
      behind: habits,
      contextOptions,
      viewport,
      isMobile,
      hasTouch,
      userAgent,
      deviceScaleFactor,
      serviceWorkers,
    },
    use,
  ) => {
    const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-'));
    const port = await freePort();
    const databaseFile = join(folder, 'game.sqlite');
    const env = {
      DATABASE_FILE: databaseFile,
      TURN_TIMEOUT_MS: String(turnTimeout),
      LIMIT_SIGN_INS_PER_ADDRESS: '1000',
      ...settings,
    };
    let server: ServerProcess = await startServer(port, env, program);
    const proxy = habits && (await startProxy(port, habits));
    const path = habits?.under ? `${habits.under.path}/` : '';
    const url = `http://${host}:${proxy?.port ?? port}${path}`;
    const options = {
      ...contextOptions,
      viewport,
      isMobile,
      hasTouch,
      userAgent,
      deviceScaleFactor,
      serviceWorkers,
      baseURL: url,
    };
    const contexts: BrowserContext[] = [];
    const open = () => openPage(browser, options as Parameters<Browser['newContext']>[0], contexts);
    const stop = async () => expect(await server.stop()).toBe(0);
    let running = program;
    const start = async (other = running) => {
      running = other;
      server = await startServer(port, env, running);
    };
    await use({
      url,
      databaseFile,
      visitor: open,
      async player(alias) {
        const page = await open();
        await page.goto('.');
        await signIn(page, alias);
        await expect(page.getByRole('button', { name: `${alias}: your menu` })).toBeVisible();
        return new Player(page, alias);
      },
      stop,
      start,
      async restart() {
        await stop();
        await start();
      },
    });
    for (const context of contexts) await context.close();
    await proxy?.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});

async function openPage(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0],
  contexts: BrowserContext[],
): Promise<Page> {
  const context = await browser.newContext(options);
  contexts.push(context);
  return context.newPage();
}

/** Calls a procedure as the browser would, from a page of the site that costs nothing. */
export async function call(page: Page, procedure: string, input: object): Promise<void> {
  const answer = await page.evaluate(
    async ([url, body]) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(url, { method: 'POST', headers, body })).text();
    },
    [`trpc/${procedure}`, JSON.stringify(input)] as const,
  );
  expect(answer).toContain('"result"');
}

export async function signIn(page: Page, alias: string): Promise<void> {
  await page.getByLabel('Choose an alias').fill(alias);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
}

/** Until a square has been there long enough for a click or a key to be meant for it. */
export const isSettled = (square: Locator): Promise<void> =>
  expect.poll(() => square.evaluate((button) => getComputedStyle(button).pointerEvents)).not.toBe('none');

/** Clicks a square once it takes clicks: one that waited for it would scroll the page meanwhile. */
export async function clickSquare(square: Locator): Promise<void> {
  await isSettled(square);
  await square.click();
}

/**
 * Until the page knows: its width and its height may change one after the other, and what it makes of them, media queries above
 * all, it sees when it draws the next frame.
 */
export async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

const PLACES = ['row 1', 'row 2', 'row 3'];

/** One player at one browser. */
export class Player {
  readonly page: Page;
  readonly alias: string;

  constructor(page: Page, alias: string) {
    this.page = page;
    this.alias = alias;
  }

  async invite(other: Player): Promise<void> {
    await this.page.getByRole('button', { name: `Invite ${other.alias}` }).click();
    await this.page.waitForURL(/\/games\//);
  }

  async accept(host: Player): Promise<void> {
    const card = this.page.getByRole('button', { name: `Accept the invitation from ${host.alias}` });
    // On a low screen they are one number in the header.
    const counter = this.page.getByRole('button', { name: /^\d+ invitations?$/ });
    await expect(card.or(counter).first()).toBeVisible();
    if (await counter.isVisible()) await counter.click();
    await card.click();
    await this.page.waitForURL(/\/games\//);
  }

  /** @param cell column and row from 0, as `'12'` */
  async mark(cell: string): Promise<void> {
    await clickSquare(this.square(cell, 'empty'));
  }

  square(cell: string, content: 'empty' | 'X' | 'O') {
    const [x, y] = [...cell].map(Number);
    return this.page.getByRole('button', {
      name: `${PLACES[y ?? 0]}, column ${(x ?? 0) + 1}, ${content}`,
    });
  }

  async sees(headline: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: headline })).toBeVisible();
  }
}

/** Two players who sit down at one table, whatever has become of their game by then. */
export async function sitDown(world: World, second = 'Bea'): Promise<readonly [Player, Player]> {
  const ann = await world.player('Ann');
  const bea = await world.player(second);
  await ann.invite(bea);
  await bea.accept(ann);
  return [ann, bea];
}

/** As `seatTwo`, by way of the lobby: either page has seen that the other player is there, for tests of who goes. */
export async function meet(world: World, second = 'Bea'): Promise<readonly [Player, Player]> {
  const [ann, bea] = await sitDown(world, second);
  await seeWhoseTurn(ann, bea);
  return [ann, bea];
}

/**
 * Two players at one table; the first of them plays X and moves first. They have come by the contract, and not by
 * sign-in, lobby and invitation: those take a third of a test's time, and have tests of their own.
 */
export async function seatTwo(world: World, second = 'Bea'): Promise<readonly [Player, Player]> {
  const [ann, bea] = [new Player(await world.visitor(), 'Ann'), new Player(await world.visitor(), second)];
  const gameId = randomUUID();
  const at = (path: string) => new URL(path, world.url).href;
  for (const { page, alias } of [ann, bea]) {
    await page.goto(at('robots.txt'));
    await call(page, 'sessions.start', { alias });
  }
  await call(ann.page, 'games.createGame', { gameId });
  for (const { page } of [ann, bea]) await call(page, 'games.joinGame', { gameId });
  await Promise.all([ann, bea].map(({ page }) => page.goto(at(`games/${gameId}`))));
  await seeWhoseTurn(ann, bea);
  return [ann, bea];
}

async function seeWhoseTurn(ann: Player, bea: Player): Promise<void> {
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');
}

/** Plays the moves in turn, each once the one before has reached both pages. */
export async function play(players: readonly [Player, Player], moves: readonly string[]): Promise<void> {
  for (const [index, cell] of moves.entries()) {
    const player = players[index % 2 === 0 ? 0 : 1];
    await player.mark(cell);
    for (const other of players) await expect(other.square(cell, index % 2 === 0 ? 'X' : 'O')).toBeVisible();
  }
}
