import { expect, type Page } from '@playwright/test';
import { type Player, seatTwo, test } from './world.ts';

const count = (page: Page) => page.getByRole('paragraph').filter({ hasText: /^\d+ watching$/ });
const seesWatching = ({ page }: Pick<Player, 'page'>, number: number) =>
  number > 0 ? expect(count(page)).toHaveText(`${number} watching`) : expect(count(page)).toBeHidden();

test('players see how many watch, and so does who watches, and the lobby', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  const { x, y } = (await ann.square('11', 'empty').boundingBox()) ?? {};
  const visitor = await world.visitor();
  await visitor.goto(ann.page.url());
  await seesWatching({ page: visitor }, 1);
  const cleo = await world.player('Cleo');
  await expect(cleo.page.getByText('Classic · 1 watching')).toBeVisible();
  await cleo.page.getByRole('link', { name: 'Watch Ann and Bea' }).click();
  for (const page of [ann.page, bea.page, visitor, cleo.page]) await seesWatching({ page }, 2);
  // It has come to a row that was there before.
  expect(await ann.square('11', 'empty').boundingBox()).toMatchObject({ x, y });

  await visitor.close();
  await cleo.page.goto('.');
  for (const player of [ann, bea]) await seesWatching(player, 0);
});

test('who takes a seat does not watch any more', async ({ world }) => {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await ann.page.waitForURL(/\/games\//);
  const visitor = await world.visitor();
  await visitor.goto(ann.page.url());
  await visitor.getByRole('button', { name: 'Join as O' }).click();
  await ann.sees('Your turn');
  const watched = ann.page.waitForResponse(/games\.getWatchers/);
  const answer = JSON.stringify(await (await watched).json());
  expect(answer).toContain('"watching":0');
});
