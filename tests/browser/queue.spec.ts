import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { play, type Player, seatTwo, test } from './world.ts';

const SIZES = [
  [320, 568],
  [375, 667],
  [390, 664],
  [844, 390],
] as const;

const find = ({ page }: Player) => page.getByRole('button', { name: 'Find an opponent' });
const stop = ({ page }: Player) => page.getByRole('button', { name: 'Stop looking' });
const now = (page: Page) => page.getByRole('list', { name: 'Games now' });

async function fits({ page }: Player): Promise<void> {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
}

test('two who look for an opponent find each other, and a third sees them play @phone', async ({ world }) => {
  const [ann, bea, cleo] = [await world.player('Ann'), await world.player('Bea'), await world.player('Cleo')];
  await expect(cleo.page.getByRole('button', { name: 'Invite Ann' })).toBeVisible();
  await find(ann).focus();
  await ann.page.keyboard.press('Enter');
  await expect(stop(ann)).toBeFocused();
  await expect(ann.page.getByRole('status').getByText('Looking for an opponent…')).toBeVisible();
  // Nobody comes for a while: it says what else there is to do.
  await expect(ann.page.getByText('Nobody else is looking just now.')).toBeVisible();
  expect(await complaints(ann.page)).toEqual([]);
  await fits(ann);

  await find(bea).click();
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');
  expect(ann.page.url()).toBe(bea.page.url());
  await play([ann, bea], ['11']);

  for (const alias of ['Ann', 'Bea'])
    await expect(cleo.page.getByRole('link', { name: `Watch ${alias}`, exact: true })).toBeVisible();
  await expect(cleo.page.getByRole('button', { name: 'Invite Ann' })).toBeHidden();
  await expect(now(cleo.page).getByText('Classic')).toBeVisible();
  expect(await complaints(cleo.page)).toEqual([]);
  await fits(cleo);
  await now(cleo.page).getByRole('link', { name: 'Watch Ann and Bea' }).click();
  await cleo.sees('Bea’s turn');
});

test('who waits is listed for others to play with, until they stop or leave the page', async ({ world }) => {
  const [ann, bea] = [await world.player('Ann'), await world.player('Bea')];
  const playAnn = bea.page.getByRole('button', { name: 'Play Ann' });
  await find(ann).click();
  await expect(playAnn).toBeVisible();
  await stop(ann).click();
  await expect(find(ann)).toBeVisible();
  await expect(playAnn).toBeHidden();

  await find(ann).click();
  await expect(playAnn).toBeVisible();
  await ann.page.reload();
  await expect(find(ann)).toBeVisible();
  await expect(playAnn).toBeHidden();

  // A lost connection gives the place up, and the page takes one again when it is back.
  await ann.page.getByRole('radio', { name: 'Ultimate' }).check();
  await find(ann).click();
  await world.restart();
  await expect(bea.page.getByText('Ultimate · looks for an opponent')).toBeVisible();
  await playAnn.click();
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');
});

test('who looks in vain is offered the computer, and looks no more once that game has begun', async ({
  world,
}) => {
  const [ann, bea] = [await world.player('Ann'), await world.player('Bea')];
  await find(ann).click();
  await expect(bea.page.getByRole('button', { name: 'Play Ann' })).toBeVisible();
  await ann.page.getByRole('button', { name: 'Play the computer' }).click();
  await ann.sees('Your turn');
  await expect(bea.page.getByRole('button', { name: 'Play Ann' })).toBeHidden();
});

test('a game against the computer that was left keeps nobody from opponents, and is not among the games of others', async ({
  world,
}) => {
  const [ann, bea] = [await world.player('Ann'), await world.player('Bea')];
  await ann.page.getByRole('button', { name: 'Fair' }).click();
  await ann.sees('Your turn');
  await ann.page.getByRole('banner').getByRole('link').click();
  await find(ann).click();
  await bea.page.getByRole('button', { name: 'Play Ann' }).click();
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');

  const cid = await world.player('Cid');
  await expect(cid.page.getByRole('link', { name: 'Watch Ann and Bea' })).toBeVisible();
  await expect(cid.page.getByText('1 being played')).toBeVisible();
  await cid.page.getByRole('button', { name: 'Fair' }).click();
  await cid.sees('Your turn');
  const dora = await world.player('Dora');
  await expect(dora.page.getByRole('button', { name: 'Invite Cid' })).toBeVisible();
});

test('the lobby says whose move it is', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  for (const { page } of [ann, bea]) await page.getByRole('banner').getByRole('link').click();
  await ann.sees('Your move, Ann.');
  await bea.sees('Hello, Bea.');
  await ann.page.getByRole('link', { name: 'Resume' }).click();
  await ann.mark('11');
  await bea.sees('Your move, Bea.');
});
