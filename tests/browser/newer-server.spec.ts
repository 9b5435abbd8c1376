import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { seatTwo, test } from './world.ts';

test.use({
  program: [
    '--import',
    'tsx',
    fileURLToPath(new URL('../../apps/server/src/testing/newer-server-main.ts', import.meta.url)),
  ],
});

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
