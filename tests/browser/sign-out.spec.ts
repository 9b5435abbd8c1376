import { expect } from '@playwright/test';
import { complaints } from './complaints.ts';
import { seatTwo, test } from './world.ts';

test('signing out asks first, says what it costs in the middle of a game, and staying is what a key does', async ({
  world,
}) => {
  const [ann] = await seatTwo(world);
  const { page } = ann;
  const menu = page.getByRole('button', { name: 'Ann: your menu' });
  const question = page.getByRole('dialog', { name: 'Sign out?' });
  const ask = async () => {
    await menu.click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(question.getByRole('button', { name: 'Stay' })).toBeFocused();
  };

  await ask();
  await expect(question.getByText('Your game is still running')).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(menu).toBeFocused();

  await ask();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await ann.sees('Your turn');

  await ask();
  await question.getByRole('button', { name: 'Sign out' }).click();
  await ann.sees('You are signed out.');
});
