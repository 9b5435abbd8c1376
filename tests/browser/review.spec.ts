import { expect } from '@playwright/test';
import { complaints } from './complaints.ts';
import { play, seatTwo, test } from './world.ts';

/** Bea's reply on the edge, the second mark, gives the game away; Ann makes nothing of it, and Bea gives it away anew. */
const GIVEN_AWAY = ['00', '10', '11', '20', '22'];

test('@phone a game that is over is looked through mark by mark, by hand, by keys and by its address, and names the mark that decided it', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], GIVEN_AWAY);
  const { page } = ann;
  await expect(page.getByRole('heading', { name: 'Look back' })).toBeVisible();
  const slider = page.getByRole('slider', { name: 'Marks shown' });
  await expect(slider).toHaveValue('5');

  await page.getByRole('button', { name: 'One mark back' }).click();
  await expect(ann.square('22', 'empty')).toBeVisible();
  await expect(ann.square('20', 'O')).toBeVisible();
  await expect(page.getByText('Bea: top right.')).toHaveCount(2);
  await expect(page).toHaveURL(/\?move=4$/);

  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page.getByText('The board is empty.')).toBeVisible();
  await expect(ann.square('00', 'empty')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(ann.square('00', 'X')).toBeVisible();
  await page.keyboard.press('End');
  await expect(ann.square('22', 'X')).toBeVisible();
  await expect(page).toHaveURL(/\/games\/[^?]+$/);
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('button', { name: 'See the mark that decided it' }).press('Enter');
  await expect(page.getByText('Here a draw became a loss.')).toBeVisible();
  const decided = await slider.inputValue();
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveValue(String(Number(decided) - 1));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Here a draw became a loss.')).toBeVisible();
  await expect(page).toHaveURL(/\?move=\d$/);
  expect(await complaints(page)).toEqual([]);

  // Who is given the address sees the same mark, whoever it is.
  const visitor = await world.visitor();
  await visitor.goto(page.url());
  await expect(visitor.getByText('Here a draw became a loss.')).toBeVisible();
  await expect(visitor.getByRole('slider', { name: 'Marks shown' })).toHaveValue(await slider.inputValue());
});

test('a step and its way back within a frame leave the mark that was shown', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], GIVEN_AWAY);
  const { page } = ann;
  const back = page.getByRole('button', { name: 'One mark back' });
  await back.click();
  await expect(page.getByText('4 of 5 marks')).toBeVisible();
  await page.getByRole('slider', { name: 'Marks shown' }).evaluate((slider: HTMLInputElement) => {
    for (const move of [3, 4]) {
      slider.valueAsNumber = move;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  await back.click();
  await expect(page.getByText('3 of 5 marks')).toBeVisible();
  await expect(page).toHaveURL(/\?move=3$/);
});

test('a game that nobody gave away says so, and one in progress has nothing to look back at', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['11']);
  await expect(ann.page.getByRole('slider')).toBeHidden();
  for (const [index, cell] of ['00', '10', '12', '02', '20', '01', '21', '22'].entries()) {
    await [bea, ann][index % 2]?.mark(cell);
    await expect(ann.square(cell, index % 2 === 0 ? 'O' : 'X')).toBeVisible();
    await expect(bea.square(cell, index % 2 === 0 ? 'O' : 'X')).toBeVisible();
  }
  await expect(ann.page.getByText('Nobody gave anything away.')).toBeVisible();
  await expect(ann.page.getByRole('button', { name: 'See the mark that decided it' })).toBeHidden();
});
