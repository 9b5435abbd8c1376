import { expect } from '@playwright/test';
import { complaints } from './complaints.ts';
import { fillLadder } from './script-player.ts';
import { play, seatTwo, test } from './world.ts';

const TOP_ROW = ['00', '01', '10', '11', '20'];

test('@phone after a game, both are ranked; a name leads to what became of somebody’s games, and to each of them', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], TOP_ROW);
  const { page } = bea;
  const gameUrl = page.url();

  await page.goto('.');
  await page.getByRole('link', { name: 'All players' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Players' })).toBeVisible();
  await expect(page.getByText('You are 2nd of 2.')).toBeVisible();
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toHaveText([/1st.*Ann.*1 game/, /2nd.*Bea.*1 game/]);
  expect(await complaints(page)).toEqual([]);

  await rows.getByRole('link', { name: 'Ann' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ann' })).toBeVisible();
  await expect(page.getByText(/^Strength \d+, 1st of 2 · 100 points$/)).toBeVisible();
  await expect(page.getByRole('row', { name: 'You' })).toContainText('1 won, 0 drawn, 0 lost');
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('link', { name: /^Won against you/ }).click();
  await expect(page).toHaveURL(gameUrl);
});

test('a name that is free again has one row under it, whoever had it before', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], TOP_ROW);
  const { page } = bea;
  await page.goto('players');
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toHaveText([/1st.*Ann/, /2nd.*Bea/]);

  await ann.page.getByRole('button', { name: 'Ann: your menu' }).click();
  await ann.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await ann.sees('You are signed out.');
  const second = await world.player('Ann');
  await second.invite(bea);
  await bea.accept(second);
  await play([second, bea], TOP_ROW);
  await second.sees('You win');

  await page.goto('players');
  const ofAnn = rows.filter({ has: page.getByRole('link', { name: 'Ann', exact: true }) });
  await expect(rows.filter({ hasText: 'Bea' })).toContainText('2 games');
  await expect(ofAnn).toHaveCount(1);
  await expect(ofAnn).toContainText('1 game');
  await page.goto('.');
  const fame = page.getByRole('region', { name: 'Hall of fame' });
  await expect(fame.getByText('Ann', { exact: true })).toHaveCount(1);
});

test('the ladder shows more, page after page, each player once, and survives a reload', async ({ world }) => {
  test.slow();
  await fillLadder(world, 53);
  const page = await world.visitor();
  await page.goto('players');
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toHaveCount(50);
  await expect(page.getByText('53 players')).toBeVisible();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(rows).toHaveCount(53);
  await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden();
  const names = await rows.getByRole('link').allTextContents();
  expect(new Set(names).size).toBe(53);

  await page.reload();
  await expect(rows).toHaveCount(50);
});

test('who is nobody has no page, and says so', async ({ world }) => {
  const page = await world.visitor();
  for (const path of ['players/3fa85f64-5717-4562-b3fc-2c963f66afa6', 'players/nobody']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: 'No such player' })).toBeVisible();
  }
});
