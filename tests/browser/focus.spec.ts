import { expect } from '@playwright/test';
import { test } from './world.ts';

const TABBABLE = '[role="grid"] [tabindex="0"]';

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

  await ann.getByRole('button', { name: 'Resign' }).press('Enter');
  await ann.getByRole('group').getByRole('button', { name: 'Resign' }).press('Enter');
  await expect(ann.getByRole('heading', { level: 1, name: 'Called off' })).toBeVisible();
  await expect(ann.getByRole('main')).toBeFocused();
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
