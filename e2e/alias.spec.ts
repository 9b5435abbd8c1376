import { expect } from '@playwright/test';
import { signIn, test } from './world.ts';

test('an alias that cannot be is refused with a sentence', async ({ world }) => {
  const page = await world.visitor();
  await page.goto('/');
  for (const [alias, sentence] of [
    ['', 'An alias needs at least one character.'],
    ['   ', 'An alias needs at least one character.'],
    ['a'.repeat(21), 'An alias has at most 20 characters.'],
    ['a\u200bb', 'An alias has visible characters only.'],
  ] as const) {
    await signIn(page, alias);
    await expect(page.getByText(sentence)).toBeVisible();
  }
});

test('an alias that is taken, however it is written, is refused', async ({ world }) => {
  await world.player('Ann');
  const page = await world.visitor();
  await page.goto('/');
  await signIn(page, 'ＡＮＮ');
  await expect(page.getByText('is taken')).toBeVisible();
});

test('signing out leads back to the beginning, and the alias is free again', async ({ world }) => {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'Ann: your menu' }).click();
  await ann.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(ann.page.getByLabel('Choose an alias')).toBeVisible();
  await world.player('Ann');
});

test('who comes and who goes shows in the lobby by itself', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await expect(ann.page.getByRole('button', { name: 'Invite Bea' })).toBeVisible();
  await expect(bea.page.getByRole('button', { name: 'Invite Ann' })).toBeVisible();
  await bea.page.context().close();
  await expect(ann.page.getByRole('button', { name: 'Invite Bea' })).toBeHidden();
});

test('a link to a game that is not there says so', async ({ world }) => {
  const ann = await world.player('Ann');
  await ann.page.goto('/games/00000000-0000-4000-8000-000000000000');
  await expect(ann.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(ann.page.getByRole('link', { name: /lobby/i }).first()).toBeVisible();
});
