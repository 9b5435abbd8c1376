import { expect, type Page } from '@playwright/test';
import { seatTwo, signIn, test } from './world.ts';

/** What people, and the apps that they write in, leave on a link. */
const leftOn: readonly ((path: string) => string)[] = [
  (path) => `${path}.`,
  (path) => `${path}).%20`,
  (path) => `${path}。`,
  (path) => `${path}%E3%80`,
  (path) => `${path}/)?!`,
  (path) => `${path}.Shall`,
  (path) => `/${path}`,
  (path) => `/${path}.`,
  (path) => path.replaceAll('/', '%2F').replace('%2F', '/'),
  (path) => path.replace(/[^/]+$/, (id) => `%5B${id}%5D(http://127.0.0.1/games/${id})`),
  (path) => `${path.replace('games/', 'Games/<').replace(/[^/<]+$/, (id) => id.toUpperCase())}>,`,
];

const opens = (page: Page, game: string, left: (typeof leftOn)[number]) =>
  test.step(left(new URL(game).pathname), async () => {
    const { origin, pathname } = new URL(game);
    await page.goto(origin + left(pathname));
    await expect(page.getByRole('heading', { level: 1, name: 'Ann’s turn' })).toBeVisible();
    await expect(page).toHaveURL(game);
  });

test.describe('with time enough to open one game many times', () => {
  test.use({ turnTimeout: 300_000 });

  test('a link to a game leads to it, whatever was left on it, and is mended in the address bar', async ({
    world,
  }) => {
    test.slow();
    const [, bea] = await seatTwo(world);
    const game = bea.page.url();
    for (const left of leftOn) await opens(bea.page, game, left);
  });
});

test('so it does for somebody without an alias', async ({ world }) => {
  const [ann] = await seatTwo(world);
  const page = await world.visitor();
  await page.goto(`${ann.page.url()}.`);
  await expect(page).toHaveURL(ann.page.url());
  await expect(page.getByText('You are watching.', { exact: true })).toBeVisible();
});

test('what is shared is the link alone, whatever was on the one that led here', async ({ world }) => {
  const { page } = await world.player('Ann');
  await page.getByRole('button', { name: 'New game' }).click();
  await page.waitForURL(/\/games\//);
  const game = page.url();
  await page.goto(`${game}?from=somewhere#here`);
  await expect(page.getByLabel('Send this link to your opponent')).toHaveValue(game);
});

test('a page that there is not says so as a page, not as bare text', async ({ world }) => {
  const page = await world.visitor();
  for (const path of ['/nowhere', '/nowhere.', '/login.php', '/games/', '/no%E3%80where']) {
    await page.goto(path);
    await expect(page.getByRole('link', { name: 'Go to the lobby' }), path).toBeVisible();
  }
  const { page: player } = await world.player('Ann');
  await player.goto('/games/not-a-game.');
  await expect(player.getByRole('heading', { name: 'No such game' })).toBeVisible();
});

test('an alias may be pasted with what stood around it', async ({ world }) => {
  const page = await world.visitor();
  await page.goto('/');
  for (const [index, around] of ['\t', '\u00a0', '\u200b', '\ufeff', '\u200e', '\u2068'].entries()) {
    await signIn(page, `${around}Ann ${index}${around}`);
    await page.getByRole('button', { name: `Ann ${index}: your menu` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  }
});
