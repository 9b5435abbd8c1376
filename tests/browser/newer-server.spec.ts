import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { seatTwo, test } from './world.ts';

const newer = (name: string): string[] => [
  '--import',
  'tsx',
  fileURLToPath(new URL(`../../apps/server/src/testing/${name}`, import.meta.url)),
];

test.describe('a server that turns boards', () => {
  test.use({ program: newer('newer-server-main.ts') });

  test('a page that hears of what it does not know keeps its game, asks anew, and plays on', async ({
    world,
  }) => {
    const [ann, bea] = await seatTwo(world);
    let asked = 0;
    for (const { page } of [ann, bea])
      page.on('request', (request) => {
        if (request.url().includes('games.getGame')) asked += 1;
      });

    await ann.mark('00');
    for (const player of [ann, bea]) {
      await expect(player.square('20', 'X')).toBeVisible();
      await expect(player.square('00', 'empty')).toBeVisible();
    }
    await bea.sees('Your turn');
    expect(asked).toBe(2);

    await bea.mark('11');
    for (const player of [ann, bea]) await expect(player.square('11', 'O')).toBeVisible();
    await ann.mark('10');
    await expect(bea.square('10', 'X')).toBeVisible();
    // Nothing new to it has happened since.
    expect(asked).toBe(2);
  });
});

test.describe('a server of other rules', () => {
  test.use({ program: newer('newer-rules-main.ts') });

  test('a game by rules that a page does not know says to reload, and the lobby goes on', async ({
    world,
  }) => {
    const { page } = await world.player('Ann');
    const open = async () => {
      await page.getByRole('button', { name: 'New game' }).click();
      await page.waitForURL(/\/games\//);
      await expect(page.getByText('This page is older than the server.')).toBeVisible();
      await expect(page.getByRole('grid', { name: 'Board', includeHidden: true })).toHaveCount(0);
    };
    await open();
    const reloaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reload' }).click();
    await reloaded;
    await page.goto('/');
    await expect(page.getByText('Newer than this page')).toBeVisible();
    await open();
    await page.goto('/');
    await expect(page.getByText('Newer than this page')).toHaveCount(2);
  });
});
