import { expect, type Page } from '@playwright/test';
import { play, signIn, test } from './world.ts';

/* As wide as twenty letters get. */
const ANN = 'M'.repeat(20);
const BEA = 'W'.repeat(20);

/** Nothing of the page is out of sight to the right, on the narrowest phone or on a common one. */
async function fits(page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  if (before) await page.setViewportSize(before);
}

test('no page is wider than a phone, whatever the players are called', async ({ world }) => {
  const visitor = await world.visitor();
  await visitor.goto('/');
  await expect(visitor.getByLabel('Choose an alias')).toBeVisible();
  await fits(visitor);

  const ann = await world.player(ANN);
  const bea = await world.player(BEA);
  await signIn(visitor, ANN);
  await expect(visitor.getByRole('button', { name: 'Play as' })).toBeVisible();
  await fits(visitor);

  await ann.invite(bea);
  await expect(ann.page.getByText('is invited')).toBeVisible();
  await fits(ann.page);
  await expect(bea.page.getByText('invites you to a game')).toBeVisible();
  await fits(bea.page);
  await bea.page.getByRole('button', { name: `Decline the invitation from ${ANN}` }).click();
  await expect(ann.page.getByText('declined')).toBeVisible();
  await fits(ann.page);

  await visitor.goto(ann.page.url());
  await expect(visitor.getByLabel('You play as')).toBeVisible();
  await fits(visitor);

  await bea.page.goto(ann.page.url());
  await bea.page.getByRole('button', { name: 'Join as O' }).waitFor();
  await fits(bea.page);
  await bea.page.getByRole('button', { name: 'Join as O' }).click();
  await ann.sees('Your turn');
  for (const { page } of [ann, bea]) await fits(page);

  await play([ann, bea], ['00', '01']);
  const game = bea.page.url();
  await bea.page.goto('about:blank');
  await expect(ann.page.getByText('is reconnecting…')).toBeVisible();
  await fits(ann.page);
  await bea.page.goto(game);
  await bea.sees(`${ANN}’s turn`);
  await play([ann, bea], ['10', '11', '20']);
  await ann.sees('You win');
  await bea.sees('You lose');
  for (const { page } of [ann, bea]) await fits(page);
  await bea.page.getByRole('button', { name: 'Play again' }).click();
  await expect(ann.page.getByText('wants a rematch').first()).toBeVisible();
  for (const { page } of [ann, bea]) await fits(page);

  await bea.page.goto('/');
  await expect(bea.page.getByText('Your games')).toBeVisible();
  await bea.invite(ann);
  await bea.page.goto('/');
  const first = bea.page.getByTitle(ANN).filter({ hasText: ANN }).first();
  await expect(first).toBeVisible();
  await fits(bea.page);
  await ann.page.getByRole('button', { name: '1 invitation' }).click();
  await fits(ann.page);
  await ann.page.getByRole('button', { name: 'Decline' }).click();
  await expect(bea.page.getByText('declined your invitation.')).toBeVisible();
  await fits(bea.page);
  await bea.page.getByRole('button', { name: `${BEA}: your menu` }).click();
  await fits(bea.page);

  await visitor.goto('/');
  await expect(visitor.getByTitle(ANN)).toBeVisible();
  await fits(visitor);
  const live = ann.page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
  await ann.page.goto('/games/00000000-0000-4000-8000-000000000000');
  await expect(ann.page.getByRole('heading', { name: 'No such game' })).toBeVisible();
  await fits(ann.page);

  await live;
  await world.stop();
  await expect(ann.page.getByText('Reconnecting…')).toBeVisible();
  await fits(ann.page);
});
