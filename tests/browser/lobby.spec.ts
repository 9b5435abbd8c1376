import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { callerAt, startGames } from './script-player.ts';
import { call, meet, play, type Player, test } from './world.ts';

const resign = async ({ page }: Player) => {
  await page.getByRole('button', { name: 'Resign', exact: true }).click();
  await page.getByRole('group').getByRole('button', { name: 'Resign' }).click();
};

/** What this page asks from now on, by procedure. */
function asksOf(page: Page): readonly string[] {
  const asks: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.includes('/trpc/')) asks.push(...path.replace(/.*\/trpc\//, '').split(','));
  });
  return asks;
}

test('the lobby is told of games that begin and end, and asks nothing meanwhile', async ({ world }) => {
  const cleo = await world.player('Cleo');
  const { page } = cleo;
  await expect(page.getByText('Nobody else is here at the moment.')).toBeVisible();
  const asks = asksOf(page);
  const [ann, bea] = await meet(world);
  const watch = page.getByRole('link', { name: 'Watch Ann and Bea' });
  await expect(watch).toBeVisible();
  await expect(page.getByText('1 being played')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Watch Ann', exact: true })).toBeVisible();
  await play([ann, bea], ['11', '00']);
  await resign(ann);
  await expect(watch).toBeHidden();
  await expect(page.getByRole('button', { name: 'Invite Ann' })).toBeVisible();
  // Names and scores are asked for as they come up: lists never.
  expect(asks.filter((path) => /getLists|getRunningGames|getQueue/.test(path))).toEqual([]);
});

test('my games come with the list of them, and go on from there', async ({ world }) => {
  const [ann, bea] = [await world.player('Ann'), await world.player('Bea')];
  const ids = Array.from({ length: 5 }, () => randomUUID());
  for (const gameId of ids) {
    await call(ann.page, 'games.createGame', { gameId });
    await call(ann.page, 'games.joinGame', { gameId });
  }
  const asks = asksOf(ann.page);
  await ann.page.reload();
  const list = ann.page.getByRole('region', { name: 'Your games' });
  await expect(list.getByRole('link', { name: 'Resume' })).toHaveCount(ids.length);
  await call(bea.page, 'games.joinGame', { gameId: ids[2] });
  await expect(list.getByText('Your turn')).toHaveCount(1);
  await expect(list.getByText('Against Bea')).toBeVisible();
  expect(asks).toContain('games.getMyGames');
  expect(asks.filter((path) => path === 'games.getGame')).toEqual([]);
});

test('the lobby is told again after the server was away', async ({ world }) => {
  const cleo = await world.player('Cleo');
  const [ann, bea] = await meet(world);
  const watch = cleo.page.getByRole('link', { name: 'Watch Ann and Bea' });
  await expect(watch).toBeVisible();
  await world.restart();
  await expect(watch).toBeVisible();
  await play([ann, bea], ['11', '00']);
  await resign(ann);
  await expect(watch).toBeHidden();
});

/** The lobby lists twenty. */
const LEFT = 22;
const ENDED = 4;
const ASKED_AFTER_MS = 5_000;

test('where more is played than is listed, the page asks who of those here plays, once for all that changes in five seconds', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  const gameId = randomUUID();
  for (const procedure of ['games.createGame', 'games.joinGame']) await call(ann.page, procedure, { gameId });
  await callerAt(world, 'Bea', gameId);
  const endOne = await startGames(world, LEFT + ENDED);

  const { page } = await world.player('Cleo');
  const asks = asksOf(page);
  const since = performance.now();
  await page.reload();
  await expect(page.getByText(`${LEFT + ENDED + 1} being played`)).toBeVisible();
  const watch = page.getByRole('link', { name: 'Watch Ann', exact: true });
  await expect(watch).toBeVisible();
  await expect(page.getByRole('link', { name: 'Watch Ann and Bea' })).toBeHidden();

  for (let ended = 1; ended <= ENDED; ended += 1) {
    await endOne();
    await expect(page.getByText(`${LEFT + ENDED + 1 - ended} being played`)).toBeVisible();
  }
  await call(ann.page, 'games.resign', { gameId });
  await expect(page.getByRole('button', { name: 'Invite Ann' })).toBeVisible();
  await expect(watch).toBeHidden();
  await expect(page.getByText(`${LEFT} being played`)).toBeVisible();
  const asked = asks.filter((path) => path === 'games.getRunningGames');
  // At once, and then at intervals: however slow the machine is, no more than the time allows.
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThanOrEqual(2 + (performance.now() - since) / ASKED_AFTER_MS);
});
