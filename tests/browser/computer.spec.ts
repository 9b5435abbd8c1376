/** Somebody who is alone has an opponent at once. */
import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { clickSquare, type Player, test, type World } from './world.ts';

const marks = (page: Page, mark: 'X' | 'O') => page.getByRole('button', { name: new RegExp(`, ${mark}$`) });

async function annPlays(world: World, level: 'Easy' | 'Fair' | 'Perfect'): Promise<Player> {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: level, exact: true }).click();
  await ann.sees('Your turn');
  return ann;
}

test('one tap begins a game against the computer, which answers each mark, without a clock and without points @phone', async ({
  world,
}) => {
  const ann = await annPlays(world, 'Easy');
  await expect(ann.page.getByRole('timer')).toBeHidden();
  await ann.mark('11');
  await ann.sees('Computer (easy)’s turn');
  await expect(marks(ann.page, 'O')).toHaveCount(1);
  await ann.sees('Your turn');
  await expect(ann.page.getByText('away')).toBeHidden();
  const isOver = () =>
    ann.page.getByRole('heading', { level: 1, name: /^(You win|You lose|A draw)$/ }).isVisible();
  for (let count = 2; !(await isOver()); count += 1) {
    await clickSquare(ann.page.getByRole('button', { name: /, empty$/ }).first());
    // The computer has answered, and it is Ann's turn; or there is nothing to answer.
    const isAnswered = async () =>
      (await marks(ann.page, 'O').count()) === count &&
      (await ann.page.getByText('Pick an empty square.').isVisible());
    await expect.poll(async () => (await isOver()) || (await isAnswered())).toBe(true);
  }
  await expect(ann.page.getByText('+100')).toBeHidden();
  await ann.page.getByRole('link', { name: 'Back to the lobby' }).click();
  await expect(ann.page.getByText('Still free')).toHaveCount(3);
});

test('it wants every rematch, in which it begins; who goes away finds the game again', async ({ world }) => {
  const ann = await annPlays(world, 'Perfect');
  await ann.mark('00');
  await expect(marks(ann.page, 'O')).toHaveCount(1);
  // A perfect player answers a corner with the middle.
  await expect(ann.square('11', 'O')).toBeVisible();
  await ann.page.getByRole('button', { name: 'Resign' }).click();
  await ann.page.getByRole('group').getByRole('button', { name: 'Resign' }).click();
  await ann.sees('You lose');
  await ann.page.getByRole('button', { name: 'Play again' }).click();
  await expect(marks(ann.page, 'X')).toHaveCount(1);
  await ann.sees('Your turn');
  await ann.page.goto('/');
  await expect(ann.page.getByText('Against Computer (perfect)')).toBeVisible();
  await ann.page.getByRole('link', { name: 'Resume' }).click();
  await ann.sees('Your turn');
});

test('an ultimate game is played against it, too', async ({ world }) => {
  const ann = await world.player('Ann');
  await ann.page.getByRole('radio', { name: 'Ultimate' }).check();
  await ann.page.getByRole('button', { name: 'Fair', exact: true }).click();
  await ann.sees('Your turn');
  await ann.page.getByRole('button', { name: /^Centre board, centre: empty/ }).click();
  await expect(ann.page.getByRole('button', { name: /^Centre board, [^:]*: O/ })).toHaveCount(1);
  await ann.sees('Your turn');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it passes the accessibility rules, and is played by keyboard alone, ${colorScheme} @phone`, async ({
    world,
  }) => {
    const { page } = await world.player('Ann');
    await page.emulateMedia({ colorScheme });
    await expect(page.getByText('Play the computer')).toBeVisible();
    expect(await complaints(page)).toEqual([]);
    await page.getByRole('button', { name: 'Fair', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Your turn' })).toBeVisible();
    await page.locator('[role="grid"] [tabindex="0"]').focus();
    await page.keyboard.press('Enter');
    await expect(marks(page, 'O')).toHaveCount(1);
    expect(await complaints(page)).toEqual([]);
  });
}
