import { expect, type Page, type Route } from '@playwright/test';
import { Player, signIn, test } from './world.ts';

/** The server takes its time over these calls, as it does where it cannot store anything. */
async function holdBack(page: Page, procedure: string): Promise<() => Promise<void>> {
  const calls = new RegExp(`/trpc/[^?]*${procedure}`);
  const held: Route[] = [];
  await page.route(calls, (route) => void held.push(route));
  return async () => {
    for (const route of held) await route.continue();
    await page.unroute(calls);
  };
}

async function saysBusy(page: Page, text: string): Promise<void> {
  const button = page.getByRole('button', { name: text });
  await expect(button).toBeVisible();
  await expect(button).toHaveAttribute('aria-busy', 'true');
}

test('a button whose call takes long says what it is at @phone', async ({ world }) => {
  const page = await world.visitor();
  await page.goto('/');
  let letGo = await holdBack(page, 'sessions.start');
  await signIn(page, 'Ann');
  await saysBusy(page, 'Signing in…');
  await letGo();

  const bea = await world.player('Bea');
  letGo = await holdBack(page, 'games.createGame');
  await page.getByRole('button', { name: 'Invite Bea' }).click();
  await saysBusy(page, 'Inviting…');
  await letGo();

  const ann = new Player(page, 'Ann');
  letGo = await holdBack(bea.page, 'games.joinGame');
  await bea.page.getByRole('button', { name: 'Accept the invitation from Ann' }).click();
  await saysBusy(bea.page, 'Sitting down…');
  await letGo();
  await ann.sees('Your turn');

  letGo = await holdBack(page, 'games.placeMark');
  await ann.mark('11');
  await expect(page.getByText('Your mark is on its way.')).toBeVisible();
  await expect(page.getByText('Pick an empty square.')).toBeHidden();
  await letGo();
  await bea.sees('Your turn');
  await expect(page.getByText('Your mark is on its way.')).toBeHidden();
});

test('so do a new game, the free seat of a link, and signing out', async ({ world }) => {
  const ann = await world.player('Ann');
  let letGo = await holdBack(ann.page, 'games.createGame');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await saysBusy(ann.page, 'Opening…');
  await letGo();
  await ann.page.waitForURL(/\/games\//);

  const bea = await world.player('Bea');
  await bea.page.goto(ann.page.url());
  letGo = await holdBack(bea.page, 'games.joinGame');
  await bea.page.getByRole('button', { name: 'Join as O' }).click();
  await saysBusy(bea.page, 'Sitting down…');
  await letGo();
  await ann.sees('Your turn');

  letGo = await holdBack(bea.page, 'sessions.end');
  await bea.page.getByRole('button', { name: 'Bea: your menu' }).click();
  await bea.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await bea.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(bea.page.getByText('Signing out…')).toBeVisible();
  await letGo();
  await expect(bea.page.getByLabel('Choose an alias')).toBeVisible();
});
