import { expect } from '@playwright/test';
import { play, seatTwo, signIn, test } from './world.ts';

for (const takesItOff of [true, false]) {
  test.describe(`under a path that the proxy ${takesItOff ? 'takes off' : 'passes on'}`, () => {
    test.use({ env: { BASE_PATH: '/ttt' }, behind: { under: { path: '/ttt', takesItOff } } });

    test('two sign in, play, reload and play on', async ({ world }) => {
      const [ann, bea] = await seatTwo(world);
      expect(ann.page.url()).toMatch(/\/ttt\/games\/[\da-f-]{36}$/);
      await play([ann, bea], ['11', '00']);
      await ann.page.reload();
      await ann.sees('Your turn');
      await play([ann, bea], ['01', '22']);
    });

    test('the link to a game is one, and so is the way back to the lobby', async ({ world }) => {
      const { page } = await world.player('Ann');
      await page.getByRole('button', { name: 'New game' }).click();
      const link = await page.getByLabel('Send this link to your opponent').inputValue();
      expect(link).toMatch(/\/ttt\/games\/[\da-f-]{36}$/);
      const visitor = await world.visitor();
      await visitor.goto(link);
      await visitor.getByRole('button', { name: 'Join as O' }).click();
      await expect(visitor.getByRole('grid', { name: 'Board' })).toBeVisible();
      await page.getByRole('banner').getByRole('link').click();
      await expect(page).toHaveURL(/\/ttt\/?$/);
      await expect(page.getByRole('heading', { level: 1, name: 'Your move, Ann.' })).toBeVisible();
    });
  });
}

test.describe('behind a proxy that sends bodies in chunks', () => {
  test.use({ behind: { chunks: true } });

  test('two sign in and play', async ({ world }) => {
    await play(await seatTwo(world), ['11', '00']);
  });
});

test.describe('behind a proxy that keeps the cookie from WebSockets', () => {
  test.use({ behind: { dropsOnUpgrade: ['cookie'] } });

  test('the page says that its connection is not recognised, instead of waiting for ever', async ({
    world,
  }) => {
    const page = await world.visitor();
    await page.goto('.');
    await signIn(page, 'Ann');
    await expect(page.getByRole('heading', { level: 1, name: 'Not recognised' })).toBeVisible();
    await expect(page.getByText('You are signed in as Ann, but the live connection')).toBeVisible();
    await expect(page.getByTitle('Not connected')).toBeVisible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Not recognised' })).toBeVisible();
  });
});
