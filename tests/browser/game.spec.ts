import { expect } from '@playwright/test';
import { Player, play, seatTwo, sitDown, test } from './world.ts';

const WIN = ['00', '01', '10', '11', '20'];
const DRAW = ['00', '10', '20', '11', '01', '21', '12', '02', '22'];

test('two players find each other and play to a win, and the hall of fame and their results hear of it @phone', async ({
  world,
}) => {
  const [ann, bea] = await sitDown(world);
  await play([ann, bea], WIN);
  await ann.sees('You win');
  await bea.sees('You lose');
  await expect(ann.page.getByText('You got three in a row. +100 points')).toBeVisible();
  await expect(bea.page.getByText('+100')).toBeHidden();
  await expect(ann.page.getByRole('list', { name: 'Messages of this game' })).toContainText('You');
  await ann.page.getByRole('link', { name: 'Back to the lobby' }).click();
  await expect(ann.page.getByText('100 points', { exact: true })).toBeVisible();
  const results = ann.page.getByRole('region', { name: 'Your results' });
  await expect(results.getByRole('row', { name: 'Playing first' })).toHaveText('Playing first100');
  await expect(results.getByRole('row', { name: 'Playing second' })).toHaveText('Playing second000');
});

test('a full board without three in a row is a draw', async ({ world }) => {
  const players = await seatTwo(world);
  await play(players, DRAW);
  for (const player of players) await player.sees('A draw');
});

test('after a reload in mid-game it is the same player, seat, board and clock', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['11', '00']);
  const secondsLeft = async () =>
    Number((await ann.page.getByRole('timer').getAttribute('aria-label'))?.match(/\d+/)?.[0]);
  await expect.poll(secondsLeft).toBeLessThan(599);
  const before = await secondsLeft();
  await ann.page.reload();
  await ann.sees('Your turn');
  await expect(ann.square('11', 'X')).toBeVisible();
  await expect(ann.square('00', 'O')).toBeVisible();
  expect(await secondsLeft()).toBeLessThanOrEqual(before);
  await play([ann, bea], ['22']);
  await bea.sees('Your turn');
});

test('an invitation may be declined, and the host hears of it', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await ann.invite(bea);
  await bea.page.getByRole('button', { name: 'Decline the invitation from Ann' }).click();
  await expect(ann.page.getByText('The seat is still free')).toBeVisible();
});

test('the lobby tells the games apart that a player has opened', async ({ world }) => {
  const { page } = await world.player('Ann');
  const open = async () => {
    await page.getByRole('button', { name: 'New game' }).click();
    await page.waitForURL(/\/games\//);
  };
  await open();
  await expect(page.getByText(/The game waits (9:[0-4]\d|9:5[0-7]|[0-8]:\d\d) longer/)).toBeVisible();
  await page.goto('/');
  await open();
  await page.goto('/');
  const labels = page.getByText(/^Opened at \d.* left$/);
  await expect(labels).toHaveCount(2);
  const [newer, older] = await labels.allInnerTexts();
  expect(newer).not.toBe(older);
});

test('who opens a link without a session takes the seat under a name of their own; a third one watches', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await ann.page.waitForURL(/\/games\//);

  const page = await world.visitor();
  await page.goto(ann.page.url());
  await page.getByLabel('You play as').fill('Bea');
  await page.getByRole('button', { name: 'Join as O' }).click();
  const bea = new Player(page, 'Bea');
  await bea.sees('Ann’s turn');

  const cleo = await world.player('Cleo');
  await cleo.page.goto(ann.page.url());
  await expect(cleo.page.getByText('You are watching.', { exact: true })).toBeVisible();
  await play([ann, bea], ['11']);
  await expect(cleo.square('11', 'X')).toBeVisible();
});

test('the server restarts in mid-game, and the game goes on where it was', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['00', '11']);
  await world.restart();
  await play([ann, bea], ['10', '01', '20']);
  await ann.sees('You win');
  await bea.sees('You lose');
});

test('two tabs of one player show the same game', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  const tab = await ann.page.context().newPage();
  await tab.goto(ann.page.url());
  const again = new Player(tab, 'Ann');
  await again.sees('Your turn');
  await again.mark('11');
  await expect(ann.square('11', 'X')).toBeVisible();
  await expect(bea.square('11', 'X')).toBeVisible();
  await tab.close();
  await bea.mark('00');
  await expect(ann.square('00', 'O')).toBeVisible();
});

test.describe('with little time for a turn', () => {
  test.use({ turnTimeout: 3_000 });

  test('who never makes a first mark in time has the game called off', async ({ world }) => {
    const [ann, bea] = await sitDown(world);
    for (const player of [ann, bea]) await player.sees('Called off');
    await expect(ann.page.getByText('You ran out of time before your first mark.')).toBeVisible();
    await expect(bea.page.getByText('Ann ran out of time before their first mark.')).toBeVisible();
  });
});

test.describe('with time enough for two marks', () => {
  test.use({ turnTimeout: 20_000 });

  test('who runs out of time later has lost', async ({ world }) => {
    const [ann, bea] = await sitDown(world);
    await ann.mark('00');
    await bea.mark('11');
    await bea.sees('You win');
    await ann.sees('You lose');
    await expect(ann.page.getByText('ran out of time').first()).toBeVisible();
  });
});
