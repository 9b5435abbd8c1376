/** The page stays in the browser: without a network, and while its server is updated. */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { clickSquare, play, seatTwo, test } from './world.ts';

test.use({ serviceWorkers: 'allow' });

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Until the page's files are kept, and it is served from there alone: nobody knows how long the browser's own cache lasts. */
async function isKept(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { serviceWorker } = navigator;
        if (serviceWorker.controller) resolve();
        else serviceWorker.addEventListener('controllerchange', () => resolve());
      }),
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const marks = (page: Page, mark: 'X' | 'O') => page.getByRole('button', { name: new RegExp(`, ${mark}$`) });

async function playToTheEnd(page: Page): Promise<void> {
  const over = page.getByText(/^(You win this one|The computer wins this one|A draw with the computer)\.$/);
  for (let count = 1; ; count += 1) {
    await clickSquare(page.getByRole('button', { name: /, empty$/ }).first());
    await expect(over.or(page.getByText(/^The computer: /)).first()).toBeVisible();
    await expect
      .poll(async () => (await over.isVisible()) || (await marks(page, 'O').count()) === count)
      .toBe(true);
    if (await over.isVisible()) return;
  }
}

test('without a network, a page that was here before starts, says so, and plays the computer; then it goes on @phone', async ({
  world,
}) => {
  const before = await world.visitor();
  await before.goto('/');
  await isKept(before);
  await before.close();
  const page = await before.context().newPage();
  await page.context().setOffline(true);
  await page.goto('/players');
  await expect(title(page, 'You are offline')).toBeVisible();
  await expect(page.getByText('Meanwhile, play the computer.')).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  await playToTheEnd(page);

  // Back in the middle of a game, one decides when to leave it.
  await expect(page.getByText('Meanwhile, play the computer.')).toBeVisible();
  await page.getByRole('radio', { name: 'Ultimate' }).check();
  await clickSquare(page.getByRole('button', { name: /^Centre board, centre: empty/ }));
  await page.context().setOffline(false);
  await expect(title(page, 'Connected again')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Centre board, centre: X/ })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(title(page, 'Players')).toBeVisible();
});

test('where nothing is played, a page goes on by itself once the server answers; no answer of it was kept', async ({
  world,
}) => {
  const { page } = await world.player('Ann');
  await isKept(page);
  await world.stop();
  await page.context().setOffline(true);
  await page.goto('/');
  await expect(title(page, 'You are offline')).toBeVisible();
  await world.start();
  await page.context().setOffline(false);
  await expect(title(page, 'Hello, Ann')).toBeVisible();
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/');
  expect(kept.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([]);
});

/** Stands for what names a file by its content, in the other build. */
const OTHER = 'anew0000';

/** The product as built anew, with another page: each of its files has another name. @returns where it is */
function buildAnew(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-build-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['apps/server/dist', 'apps/web/dist'])
    cpSync(join(ROOT, part), join(folder, part), {
      recursive: true,
      filter: (name) => !/\.(br|gz)$/.test(name),
    });
  const page = join(folder, 'apps/web/dist');
  const names = readdirSync(join(page, 'assets')).map(
    (name) => [name, name.replace(/.{8}(?=\.\w+$)/, OTHER)] as const,
  );
  for (const [before, after] of names) renameSync(join(page, 'assets', before), join(page, 'assets', after));
  for (const name of readdirSync(page, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(html|js|css)$/.test(name)) continue;
    const text = readFileSync(join(page, name), 'utf8');
    writeFileSync(
      join(page, name),
      names.reduce((whole, [before, after]) => whole.replaceAll(before, after), text),
    );
  }
  return folder;
}

test('a game goes on to its end while the server gets a newer page, with parts that were not loaded before', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  for (const { page } of [ann, bea]) await isKept(page);
  await play([ann, bea], ['00', '01']);

  const folder = buildAnew();
  const compared = ann.page.waitForResponse((response) => response.url() === ann.page.url());
  await world.stop();
  await world.start([join(folder, 'apps/server/dist/main.js')]);
  await compared;
  const offer = ann.page.getByText('There is a newer version of this page.');
  await play([ann, bea], ['10', '11']);
  await expect(offer).toBeHidden();
  await ann.mark('20');
  await ann.sees('You win');
  await expect(ann.page.getByRole('slider')).toBeVisible();

  await expect(offer).toBeVisible();
  const scripts = () => ann.page.locator('script[type="module"]').getAttribute('src');
  expect(await scripts()).not.toContain(OTHER);
  await ann.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(scripts).toContain(OTHER);
  await ann.sees('You win');
  await expect(offer).toBeHidden();
  rmSync(folder, { recursive: true });
});

test.describe('under a path of a host', () => {
  test.use({ behind: { under: { path: '/ttt', takesItOff: false } }, env: { BASE_PATH: '/ttt' } });

  test('a page starts without a network, too', async ({ world }) => {
    const page = await world.visitor();
    await page.goto('.');
    await isKept(page);
    await page.context().setOffline(true);
    await page.goto('players');
    await expect(title(page, 'You are offline')).toBeVisible();
  });
});
