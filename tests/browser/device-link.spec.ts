import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { signIn, test, type World } from './world.ts';

const menu = (page: Page, alias: string) => page.getByRole('button', { name: `${alias}: your menu` });

/** Makes a link, as its owner would. */
async function makeLink(page: Page, alias: string): Promise<string> {
  await menu(page, alias).click();
  await page.getByRole('menuitem', { name: 'Play on another device' }).click();
  const dialog = page.getByRole('dialog', { name: 'Play on another device' });
  await expect(dialog.getByRole('img', { name: 'The link, as a QR code' })).toBeVisible();
  const link = await dialog.getByLabel('The link', { exact: true }).inputValue();
  expect(await complaints(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  return link;
}

async function annsLink(world: World) {
  const ann = await world.player('Ann');
  return { ann, link: await makeLink(ann.page, 'Ann') };
}

test('a link takes a player to another device, and both stay signed in; it works once @phone', async ({
  world,
}) => {
  const { ann, link } = await annsLink(world);
  const phone = await world.visitor();
  await phone.goto(link);
  await expect(menu(phone, 'Ann')).toBeVisible();
  await expect(phone).toHaveURL(world.url.replace(/\/?$/, '/'));
  await ann.page.reload();
  await expect(menu(ann.page, 'Ann')).toBeVisible();

  const thief = await world.visitor();
  await thief.goto(link);
  await expect(thief.getByText('This link was used, or is too old.')).toBeVisible();
  await expect(thief).toHaveURL(/\/device$/);
  expect(await complaints(thief)).toEqual([]);

  // Signing out says that nothing is lost, and loses nothing.
  await menu(phone, 'Ann').click();
  await phone.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(phone.getByText('On your other device you stay signed in as')).toBeVisible();
  await phone.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(phone.getByLabel('Choose an alias')).toBeVisible();
  await ann.page.reload();
  await expect(menu(ann.page, 'Ann')).toBeVisible();
});

test('who is somebody else on that device is asked first, and may stay', async ({ world }) => {
  const { link } = await annsLink(world);
  const other = await world.visitor();
  await other.goto('.');
  await signIn(other, 'Bea');
  await expect(menu(other, 'Bea')).toBeVisible();
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'Go on as Ann?' })).toBeVisible();
  expect(await complaints(other)).toEqual([]);
  await other.getByRole('link', { name: 'Stay Bea' }).click();
  await expect(menu(other, 'Bea')).toBeVisible();

  // The link was not used by it.
  await other.goto(link);
  await other.getByRole('button', { name: 'Go on as Ann' }).click();
  await expect(menu(other, 'Ann')).toBeVisible();
});
