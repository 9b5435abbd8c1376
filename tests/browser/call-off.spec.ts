import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { test } from './world.ts';

const callOff = (page: Page) => page.getByRole('button', { name: 'Call off' });

test('a host calls an open game off, and its link says so @phone', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  const { page } = ann;
  await ann.invite(bea);
  await expect(bea.page.getByText('invites you to a game')).toBeVisible();
  for (const [width, height] of [
    [320, 568],
    [390, 664],
    [844, 390],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    await expect(callOff(page)).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  expect(await complaints(page)).toEqual([]);

  await callOff(page).focus();
  await page.keyboard.press('Enter');
  await ann.sees('Called off');
  await expect(page.getByText('You called this game off.')).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page.getByRole('link', { name: 'Back to the lobby' })).toBeVisible();
  expect(await complaints(page)).toEqual([]);

  await expect(bea.page.getByText('invites you to a game')).toBeHidden();
  await bea.page.goto(page.url());
  await bea.sees('Called off');
  await expect(bea.page.getByText('Ann called this game off.')).toBeVisible();
  await expect(bea.page.getByRole('button', { name: 'Join as O' })).toBeHidden();
});

test.describe('of who is quicker than any finger', () => {
  // Ten games within three seconds: each page asks for all of them, and a second has fifty calls.
  test.use({ env: { LIMIT_CALLS_PER_USER: '500' } });

  test('calling one off of ten makes room for another', async ({ world }) => {
    const { page } = await world.player('Ann');
    const open = page.getByRole('button', { name: 'New game' });
    for (let n = 0; n < 10; n += 1) {
      await open.click();
      await expect(callOff(page)).toBeVisible();
      await page.getByRole('link', { name: 'tic-tac-toe' }).click();
    }
    await open.click();
    await expect(page.getByText('You have too many open games.')).toBeVisible();
    await page.getByRole('link', { name: 'Resume' }).first().click();
    await callOff(page).click();
    await page.getByRole('link', { name: 'Back to the lobby' }).click();
    await open.click();
    await expect(callOff(page)).toBeVisible();
  });
});

test('of who sits at it, only the host can call a game off', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await expect(callOff(ann.page)).toBeVisible();
  await bea.page.goto(ann.page.url());
  await expect(bea.page.getByRole('button', { name: 'Join as O' })).toBeVisible();
  await expect(callOff(bea.page)).toBeHidden();
});
