/** Somebody gets a friend's link: one tap, and they play; or they watch. Nobody is asked who they are. */
import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { type Player, play, seatTwo, Player as Seated, test, type World } from './world.ts';

const sizes = [
  { width: 320, height: 568 },
  { width: 360, height: 640 },
  { width: 375, height: 667 },
  { width: 390, height: 664 },
  { width: 844, height: 390 },
] as const;

const seat = (page: Page) => page.getByRole('button', { name: 'Join as O' });
const nameField = (page: Page) => page.getByLabel('You play as');
const isCalled = (page: Page, name: string) =>
  expect(page.getByRole('button', { name: `${name}: your menu` })).toBeVisible();

/** Ann has opened a game, and waits at it. */
async function annWaits(world: World): Promise<Player> {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await ann.sees('Waiting for your opponent');
  return ann;
}

/** The next name that this page makes up is this one; those after it are as they come. */
const makesUpAtFirst = (page: Page) =>
  page.addInitScript(() => {
    const { crypto } = globalThis;
    const random = crypto.getRandomValues.bind(crypto);
    let isFirst = true;
    crypto.getRandomValues = (array) => {
      if (!isFirst || !(array instanceof Uint8Array) || array.length !== 2) return random(array);
      isFirst = false;
      return array.fill(0);
    };
  });

for (const size of sizes) {
  test(`a visitor sees who waits, and one tap seats them, at ${size.width}×${size.height} @phone`, async ({
    world,
  }) => {
    const ann = await annWaits(world);
    const page = await world.visitor();
    await page.setViewportSize(size);
    await page.goto(ann.page.url());
    await expect(page.getByRole('heading', { level: 1, name: 'Ann is waiting' })).toBeVisible();
    await expect(page.getByText('You are O.')).toBeVisible();
    await expect(page.getByRole('grid', { includeHidden: true })).toBeVisible();
    await expect(seat(page)).toBeInViewport({ ratio: 1 });
    const name = await nameField(page).inputValue();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await seat(page).click();
    const bea = new Seated(page, name);
    await bea.sees('Ann’s turn');
    await ann.sees('Your turn');
    await isCalled(page, name);
    // One request for the name and the seat, and none before it.
    expect(asked[0]).toBe('/trpc/sessions.start,games.joinGame');
    expect(asked).not.toContain(new URL(page.url()).pathname);
    await play([ann, bea], ['00', '11']);
  });
}

test('the name that was made up can be changed in its place, and where it is taken a near one is offered', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const page = await world.visitor();
  await page.goto(ann.page.url());
  // Typed over what was there.
  await nameField(page).focus();
  await page.keyboard.type('Ann');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('“Ann” is taken. Somebody else plays under this alias.');
  await expect(nameField(page)).toBeFocused();
  await page.getByRole('button', { name: 'Play as Ann 2' }).click();
  await new Seated(page, 'Ann 2').sees('Ann’s turn');
  await isCalled(page, 'Ann 2');
});

test('a name that was made up and is taken is another, without a word', async ({ world }) => {
  await world.player('Able Badger');
  const ann = await annWaits(world);
  const page = await world.visitor();
  await makesUpAtFirst(page);
  await page.goto(ann.page.url());
  await expect(nameField(page)).toHaveValue('Able Badger');
  await seat(page).click();
  await new Seated(page, '').sees('Ann’s turn');
  await expect(page.getByRole('button', { name: 'Able Badger: your menu' })).toBeHidden();
  await expect(page.getByRole('button', { name: /^\w+ \w+: your menu$/ })).toBeVisible();
});

test('who has a name sees the same, and is not asked for one', async ({ world }) => {
  const ann = await annWaits(world);
  const bea = await world.player('Bea');
  await bea.page.goto(ann.page.url());
  await bea.sees('Ann is waiting');
  await expect(bea.page.getByText('You are O.')).toBeVisible();
  await expect(nameField(bea.page)).toBeHidden();
  await seat(bea.page).click();
  await bea.sees('Ann’s turn');
});

test('a game whose seats are taken is watched live, to its end, without an alias @phone', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  const page = await world.visitor();
  await page.goto(ann.page.url());
  const watcher = new Seated(page, '');
  await watcher.sees('Ann’s turn');
  await expect(page.getByText('You are watching.', { exact: true })).toBeVisible();
  await expect(seat(page)).toBeHidden();
  await play([ann, bea], ['00', '01', '10', '11']);
  await expect(watcher.square('10', 'X')).toBeVisible();
  await expect(watcher.square('11', 'O')).toBeVisible();
  await ann.mark('20');
  await watcher.sees('Ann wins');
  await expect(page.getByRole('button', { name: 'Play again' })).toBeHidden();
  await page.getByRole('link', { name: 'Play a game yourself' }).click();
  await expect(page.getByLabel('Choose an alias')).toBeVisible();
});

test('whoever is first at a seat has it, and the other watches on the same page', async ({ world }) => {
  const ann = await annWaits(world);
  const [first, second] = [await world.visitor(), await world.visitor()];
  for (const page of [first, second]) await page.goto(ann.page.url());
  await expect(seat(second)).toBeVisible();
  await seat(first).click();
  await new Seated(first, '').sees('Ann’s turn');
  await new Seated(second, '').sees('Ann’s turn');
  await expect(second.getByText('You are watching.', { exact: true })).toBeVisible();
});

test('from home to a link takes two taps and no keystroke @phone', async ({ world }) => {
  const page = await world.visitor();
  await page.goto('/');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByRole('button', { name: 'New game' }).click();
  await expect(page.getByLabel('Send this link to your opponent')).toHaveValue(/\/games\//);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what a visitor sees passes the accessibility rules, and works by keyboard, ${colorScheme} @phone`, async ({
    world,
  }) => {
    const ann = await annWaits(world);
    const page = await world.visitor();
    await page.emulateMedia({ colorScheme });
    await page.goto(ann.page.url());
    await expect(seat(page)).toBeVisible();
    expect(await complaints(page)).toEqual([]);
    await seat(page).focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('[role="grid"] [tabindex="0"]')).toBeFocused();
    const watcher = await world.visitor();
    await watcher.emulateMedia({ colorScheme });
    await watcher.goto(ann.page.url());
    await new Seated(watcher, '').sees('Ann’s turn');
    expect(await complaints(watcher)).toEqual([]);
  });
}

/** Has the server do what this page asks, and keeps the answer back. @returns lets it go */
async function keepAnswersBack(page: Page): Promise<() => void> {
  let letGo = () => {};
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/trpc/sessions.start*', async (route) => {
    const response = await route.fetch();
    await isLetGo;
    await route.fulfill({ response });
  });
  return letGo;
}

test('who hears of the seat before the answer sits down, and does not watch', async ({ world }) => {
  const ann = await annWaits(world);
  const page = await world.visitor();
  await page.goto(ann.page.url());
  const letGo = await keepAnswersBack(page);
  await seat(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ann’s turn' })).toBeVisible();
  await expect(page.getByText('Sitting down…')).toBeVisible();
  await expect(page.getByText('You are watching.')).toBeHidden();
  letGo();
  await expect(page.getByText('Your turn is next.')).toBeVisible();
  await ann.sees('Your turn');
  await ann.mark('11');
  await expect(page.getByRole('heading', { level: 1, name: 'Your turn' })).toBeVisible();
});

test('whoever reloads the page while the answer is on its way sits where they sat down', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const page = await world.visitor();
  await page.goto(ann.page.url());
  const name = await nameField(page).inputValue();
  await page.route('**/trpc/sessions.start*', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await seat(page).click();
  await ann.sees('Your turn');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
  await isCalled(page, name);
  await expect(page.getByText('Your turn is next.')).toBeVisible();
});

test('who comes second to the last seat is told that it is taken, and has a way to a game of their own', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const [first, second] = [await world.visitor(), await world.visitor()];
  for (const page of [first, second]) await page.goto(ann.page.url());
  await expect(seat(second)).toBeVisible();
  let letGo = () => {};
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
  await second.route('**/trpc/sessions.start*', async (route) => {
    await isLetGo;
    await route.continue();
  });
  await seat(second).click();
  await seat(first).click();
  await expect(second.getByRole('heading', { level: 1, name: 'Ann’s turn' })).toBeVisible();
  letGo();
  await expect(second.getByText('Both seats are taken. You can watch.')).toBeVisible();
  await expect(second.getByText('You are watching.')).toBeVisible();
  await expect(second.getByRole('link', { name: 'Back to the lobby' })).toBeVisible();
});
