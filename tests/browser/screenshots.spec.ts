/** `npm run screenshots`: the pictures of docs/screenshots, of every page, desktop and phone, light and dark. */
import { test as every, expect, type Page } from '@playwright/test';
import { playUltimate, seatTwoAtUltimate, WIN } from './ultimate-table.ts';
import { Player, play, seatTwo, test } from './world.ts';

every.skip(process.env['SCREENSHOTS'] === undefined, 'pictures are taken when they are asked for');

// As players have it: the pictures show the clock.
test.use({ turnTimeout: 20_000 });

const themes = ['light', 'dark'] as const;

const shooting = (project: string) => async (page: Page, name: string) => {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: `docs/screenshots/${name}-${project}-${colorScheme}.png` });
  }
};

test('pictures of an ultimate game @phone', async ({ world }, { project }) => {
  const shoot = shooting(project.name);
  const [ann, bea] = await seatTwoAtUltimate(world);
  await shoot(ann.page, 'ultimate-start');
  await playUltimate([ann, bea], WIN.slice(0, 6));
  await shoot(ann.page, 'ultimate-free');
  await playUltimate([ann, bea], WIN.slice(6, 14));
  await shoot(ann.page, 'ultimate');
  await playUltimate([ann, bea], WIN.slice(14));
  await ann.sees('You win');
  await shoot(ann.page, 'ultimate-win');
});

test('pictures of every page @phone', async ({ world }, { project }) => {
  const shoot = shooting(project.name);

  const visitor = await world.visitor();
  await visitor.goto('/');
  await expect(visitor.getByLabel('Choose an alias')).toBeVisible();
  await shoot(visitor, 'welcome');

  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['11', '00', '20', '02']);
  await shoot(ann.page, 'game');
  const game = bea.page.url();
  await bea.page.goto('about:blank');
  await expect(ann.page.getByText('Bea is reconnecting…')).toBeVisible();
  await shoot(ann.page, 'away');
  await bea.page.goto(game);
  await bea.sees('Ann’s turn');
  await play([ann, bea], ['01', '21', '10', '12', '22']);
  await shoot(ann.page, 'draw');
  await bea.page.getByRole('button', { name: 'Play again' }).click();
  await expect(ann.page.getByText('Bea wants a rematch.').first()).toBeVisible();
  await shoot(ann.page, 'rematch');
  await ann.page.getByRole('button', { name: 'Play again' }).click();
  await bea.sees('Your turn');
  await play([bea, ann], ['00', '01', '11', '02', '22']);
  await bea.sees('You win');
  await shoot(bea.page, 'win');
  await shoot(ann.page, 'loss');

  const cleo = await world.player('Cleopatra');
  await cleo.invite(new Player(ann.page, 'Ann'));
  await shoot(cleo.page, 'waiting');
  await ann.page.getByRole('link', { name: 'Back to the lobby' }).click();
  await expect(ann.page.getByRole('button', { name: /Accept the invitation/ })).toBeVisible();
  await shoot(ann.page, 'lobby');
  await world.stop();
  await expect(ann.page.getByText('Reconnecting…')).toBeVisible();
  await shoot(ann.page, 'lobby-reconnecting');
  await expect(cleo.page.getByText('Reconnecting…')).toBeVisible();
  await shoot(cleo.page, 'waiting-reconnecting');
});
