import { expect, type Page } from '@playwright/test';
import { isSettled, Player, seatTwo, test } from './world.ts';

const TABBABLE = '[role="grid"] [tabindex="0"]';

async function resign(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Resign' }).press('Enter');
  const question = page.getByRole('group', { name: 'Resign this game?' });
  // The question takes the focus a moment after it is seen, and with it a key that comes before.
  await expect(question.getByRole('button', { name: 'Keep playing' })).toBeFocused();
  await question.getByRole('button', { name: 'Resign' }).press('Enter');
}

test('who takes a seat, and who waited for that, is at the board then, and after the end at the page', async ({
  world,
}) => {
  const { page: ann } = await world.player('Ann');
  await ann.getByRole('button', { name: 'New game' }).click();
  await ann.getByRole('button', { name: 'Copy link' }).focus();
  const { page: bea } = await world.player('Bea');
  await bea.goto(ann.url());
  await bea.getByRole('button', { name: 'Join as O' }).focus();
  await bea.keyboard.press('Enter');
  for (const page of [ann, bea]) await expect(page.locator(TABBABLE)).toBeFocused();

  await resign(ann);
  await expect(ann.getByRole('heading', { level: 1, name: 'Called off' })).toBeVisible();
  await expect(ann.getByRole('main')).toBeFocused();
});

test('whoever comes to a game of theirs is at the board, and who watches it at the page', async ({
  world,
}) => {
  const { page: ann } = await world.player('Ann');
  const isAtTheBoard = async (page: Page) => {
    await expect(page.getByRole('heading', { level: 1, name: /turn$/ })).toBeVisible();
    await expect(page.locator(TABBABLE)).toBeFocused();
  };
  await ann.getByRole('button', { name: 'Easy' }).press('Enter');
  await isAtTheBoard(ann);
  await ann.keyboard.press('7');
  await expect(new Player(ann, 'Ann').square('00', 'X')).toBeVisible();

  await ann.getByRole('banner').getByRole('link').press('Enter');
  await ann.getByRole('button', { name: 'Find an opponent' }).press('Enter');
  const { page: bea } = await world.player('Bea');
  await bea.getByRole('button', { name: 'Play Ann' }).press('Enter');
  for (const page of [ann, bea]) await isAtTheBoard(page);

  const { page: cid } = await world.player('Cid');
  await cid.getByRole('link', { name: 'Watch Ann and Bea' }).press('Enter');
  await expect(cid.getByText('You are watching.')).toBeVisible();
  await expect(cid.getByRole('main')).toBeFocused();

  await resign(bea);
  for (const page of [bea, ann]) await page.getByRole('button', { name: 'Play again' }).press('Enter');
  for (const page of [ann, bea]) await isAtTheBoard(page);
});

test('what is read out has names, and says nothing before it knows them', async ({ world }) => {
  const { page: ann } = await world.player('Ann');
  await ann.getByRole('button', { name: 'New game' }).click();
  await expect(ann.getByRole('button', { name: 'Copy link' })).toBeVisible();
  const { page: bea } = await world.player('Bea');
  let tellNames = () => {};
  const held = new Promise<void>((resolve) => (tellNames = resolve));
  await bea.route(/users\.getUser\b/, async (route) => {
    await held;
    await route.continue();
  });
  await bea.goto(ann.url());
  await expect(bea.getByRole('heading', { level: 1, name: 'Somebody is waiting' })).toBeVisible();
  const readOut = bea.locator('p.sr-only[aria-live="polite"]').first();
  await expect(readOut).toHaveText('');
  tellNames();
  await expect(readOut).toHaveText(/^Ann .*Ann is waiting\.$/);
});

test('whoever loads the page of a game of theirs anew is at its board; who watches is not', async ({
  world,
}) => {
  const [ann] = await seatTwo(world);
  const visitor = await world.visitor();
  await visitor.goto(ann.page.url());
  await ann.page.reload();
  await ann.sees('Your turn');
  await expect(ann.square('11', 'empty')).toBeFocused();
  await isSettled(ann.square('11', 'empty'));
  await ann.page.keyboard.press('1');
  await expect(ann.square('02', 'X')).toBeVisible();
  await expect(visitor.getByRole('heading', { level: 1, name: 'Bea’s turn' })).toBeVisible();
  expect(await visitor.evaluate(() => document.activeElement === document.body)).toBe(true);
});
