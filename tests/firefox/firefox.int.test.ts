/** The page in another engine: Firefox, as Debian has it, by WebDriver BiDi. Playwright needs one that it has changed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tic-tac-toe/api';
import { createClient } from '@tic-tac-toe/api/client';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { launch, type Page } from 'puppeteer-core';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/server-process.ts';
import { findFirefox, WITHOUT_FIREFOX } from './find-firefox.ts';

/** What one of the steps may take on a busy machine. */
const PATIENCE_MS = 60_000;

const executablePath = findFirefox();
if (executablePath === undefined) console.log(WITHOUT_FIREFOX);

const button = (name: string) => `::-p-aria([role="button"][name="${name}"])`;

async function sees(page: Page, headline: string): Promise<void> {
  const shown = () => page.evaluate(() => document.querySelector('h1')?.textContent);
  await expect.poll(shown, { timeout: PATIENCE_MS }).toBe(headline);
}

async function open(url: string) {
  const browser = await launch({ browser: 'firefox', executablePath: executablePath ?? '', headless: true });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

async function startWithHost() {
  const folder = mkdtempSync(join(tmpdir(), 'firefox-'));
  const port = await freePort();
  const server = await startServer(port, { DATABASE_FILE: join(folder, 'game.sqlite') });
  const url = `http://127.0.0.1:${port}`;
  const { token } = await createClient({ url: `${url}/trpc` }).api.sessions.start.mutate({ alias: 'Ann' });
  const { api, connection } = createClient({ url: `${url}/trpc`, token, WebSocket });
  onTestFinished(async () => {
    await connection.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const gameId = newId(GameId);
  await api.games.createGame.mutate({ gameId });
  await api.games.joinGame.mutate({ gameId });
  return { link: `${url}/games/${gameId}`, api, gameId };
}

test.skipIf(executablePath === undefined)(
  'whoever gets a link plays in Firefox: by the mouse, by the keyboard, to the end and once more',
  async () => {
    const { link, api, gameId } = await startWithHost();
    const { page, complaints } = await open(link);
    await sees(page, 'Ann is waiting');
    await page.locator(button('Join as O')).click();
    await sees(page, 'Ann’s turn');

    await api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
    await sees(page, 'Your turn');
    await page.locator(button('row 2, column 2, empty')).click();
    await sees(page, 'Ann’s turn');

    await api.games.placeMark.mutate({ gameId, x: 1, y: 0 });
    await sees(page, 'Your turn');
    // The click has left the focus on the board.
    await page.keyboard.press('9');
    await sees(page, 'Ann’s turn');

    await api.games.placeMark.mutate({ gameId, x: 2, y: 2 });
    await sees(page, 'Your turn');
    await page.keyboard.press('1');
    await sees(page, 'You win');

    await page.locator(button('Play again')).click();
    await api.games.offerRematch.mutate({ gameId });
    await sees(page, 'Your turn');
    expect(new URL(page.url()).pathname).not.toContain(gameId);
    expect(complaints).toEqual([]);
  },
  300_000,
);
