import { expect } from '@playwright/test';
import { complaints } from './complaints.ts';
import { playUltimate, seatTwoAtUltimate, WIN } from './ultimate-table.ts';
import { meet, play, seatTwo, test } from './world.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page passes the accessibility rules, ${colorScheme} @phone`, async ({ world }) => {
    const visitor = await world.visitor();
    await visitor.emulateMedia({ colorScheme });
    await visitor.goto('/');
    await expect(visitor.getByLabel('Choose an alias')).toBeVisible();
    expect(await complaints(visitor)).toEqual([]);

    const { page: host } = await world.player('Cleo');
    await host.emulateMedia({ colorScheme });
    await host.getByRole('button', { name: 'New game' }).click();
    await expect(host.getByRole('button', { name: 'Copy link' })).toBeVisible();
    expect(await complaints(host)).toEqual([]);

    const [ann, bea] = await seatTwo(world);
    for (const { page } of [ann, bea]) await page.emulateMedia({ colorScheme });
    expect(await complaints(ann.page)).toEqual([]);
    await play([ann, bea], ['00', '01', '10', '11', '20']);
    await ann.sees('You win');
    expect(await complaints(ann.page)).toEqual([]);
    expect(await complaints(bea.page)).toEqual([]);
    await ann.page.getByRole('link', { name: 'Back to the lobby' }).click();
    await expect(ann.page.getByText('Hall of fame')).toBeVisible();
    expect(await complaints(ann.page)).toEqual([]);
  });

  test(`what is said of lost connections passes the accessibility rules, ${colorScheme} @phone`, async ({
    world,
  }) => {
    const [ann, bea] = await meet(world);
    await ann.page.emulateMedia({ colorScheme });
    await bea.page.goto('about:blank');
    await expect(ann.page.getByText('Bea is reconnecting…')).toBeVisible();
    expect(await complaints(ann.page)).toEqual([]);
    await world.stop();
    await expect(ann.page.getByText('Reconnecting…')).toBeVisible();
    await expect(ann.page.getByText('Not live.')).toBeVisible();
    expect(await complaints(ann.page)).toEqual([]);
  });
}

test('an ultimate board passes the accessibility rules, running and ended @phone', async ({ world }) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  const passes = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await ann.page.emulateMedia({ colorScheme });
      expect(await complaints(ann.page)).toEqual([]);
    }
  };
  await playUltimate([ann, bea], WIN.slice(0, 6));
  await passes();
  await ann.page.getByRole('button', { name: 'Resign' }).click();
  await ann.page.getByRole('group').getByRole('button', { name: 'Resign' }).click();
  await ann.sees('You lose');
  await passes();
});

test('a whole game can be played with the keyboard alone', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await ann.square('00', 'empty').focus();
  await ann.page.keyboard.press('ArrowRight');
  await expect(ann.square('10', 'empty')).toBeFocused();
  await ann.page.keyboard.press('ArrowDown');
  await ann.page.keyboard.press('Enter');
  await expect(bea.square('11', 'X')).toBeVisible();
});
