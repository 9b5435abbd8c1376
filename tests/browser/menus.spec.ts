import { expect } from '@playwright/test';
import { complaints } from './complaints.ts';
import { test } from './world.ts';

test('a menu can be opened, walked through and left with the keyboard, and focus returns to its button', async ({
  world,
}) => {
  const { page } = await world.player('Ann');
  const button = page.getByRole('button', { name: 'Theme' });
  const item = (name: string) => page.getByRole('menuitemradio', { name });
  await button.focus();
  await page.keyboard.press('ArrowDown');
  await expect(item('English')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(item('Dark')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(item('Dark')).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(item('English')).toBeFocused();
  await page.keyboard.press('End');
  await expect(item('Dark')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(item('English')).toBeFocused();
  for (const name of ['Español', 'Català', 'Like the system', 'Light', 'Dark']) {
    await page.keyboard.press('ArrowDown');
    await expect(item(name)).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(item('Dark')).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(item('English')).toBeFocused();
  await expect(item('Dark')).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Tab');
  await expect(item('Dark')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Ann: your menu' })).toBeFocused();
});

test('an open menu passes the accessibility rules, and a click elsewhere closes it @phone', async ({
  world,
}) => {
  const { page } = await world.player('Ann');
  for (const [name, role] of [
    ['Theme', 'menuitemradio'],
    ['Ann: your menu', 'menuitem'],
  ] as const) {
    await page.getByRole('button', { name }).click();
    const item = page.getByRole(role).first();
    await expect(item).toBeInViewport({ ratio: 1 });
    expect(await complaints(page)).toEqual([]);
    await page.mouse.click(4, 300);
    await expect(item).toBeHidden();
  }
});
