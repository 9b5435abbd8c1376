/** Who waits for a friend plays the computer meanwhile, on the board of the game, until the friend comes. */
import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { isSettled, Player, test, type World } from './world.ts';

const NOTE = 'Meanwhile, play the computer.';
const marks = (page: Page, mark: 'X' | 'O') => page.getByRole('button', { name: new RegExp(`, ${mark}$`) });

async function annWaits(world: World): Promise<Player> {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await expect(ann.page.getByText(NOTE)).toBeVisible();
  return ann;
}

async function visitorSitsDown(world: World, { page }: Player): Promise<Page> {
  const visitor = await world.visitor();
  await visitor.goto(page.url());
  await visitor.getByRole('button', { name: 'Join as O' }).click();
  return visitor;
}

for (const size of [
  { width: 320, height: 568 },
  { width: 360, height: 640 },
  { width: 375, height: 667 },
  { width: 390, height: 664 },
  { width: 844, height: 390 },
]) {
  test(`the board is live against the computer, with the link in sight, at ${size.width}×${size.height} @phone`, async ({
    world,
  }) => {
    const ann = await annWaits(world);
    await ann.page.setViewportSize(size);
    await ann.sees('Waiting for your opponent');
    await expect(ann.page.getByRole('button', { name: 'Copy link' })).toBeInViewport({ ratio: 1 });
    const board = ann.page.getByRole('grid', { name: 'Board' });
    await expect(board).toBeInViewport({ ratio: 1 });
    const before = await board.boundingBox();
    await ann.mark('11');
    await expect(ann.page.getByText('The computer thinks.')).toBeVisible();
    await expect(marks(ann.page, 'O')).toHaveCount(1);
    await expect(ann.page.getByText(/^The computer: (top|bottom)? ?(left|centre|right)?\.$/)).toBeVisible();

    const visitor = await visitorSitsDown(world, ann);
    await ann.sees('Your turn');
    for (const mark of ['X', 'O'] as const) await expect(marks(ann.page, mark)).toHaveCount(0);
    await expect(ann.page.getByText(NOTE)).toBeHidden();
    expect(await board.boundingBox()).toEqual(before);
    await ann.mark('00');
    await expect(new Player(visitor, '').square('00', 'X')).toBeVisible();
  });
}

/** Keeps what is said in passing. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    new MutationObserver(() => {
      for (const status of document.querySelectorAll('[role="status"]')) said.push(status.textContent);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });

test('a practice game that is over makes room for another, and is nothing that anybody else sees', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const watcher = await world.visitor();
  await watcher.goto(ann.page.url());
  await listen(ann.page);
  // Until the board is empty again.
  for (let count = 1; count === 1 || (await marks(ann.page, 'X').count()) > 0; count += 1) {
    await ann.page
      .getByRole('button', { name: /, empty$/ })
      .first()
      .click();
    await expect(marks(ann.page, 'X')).toHaveCount(count);
    const isAnswered = async () =>
      (await marks(ann.page, 'O').count()) === count &&
      (await ann.page.getByText(/^The computer: /).isVisible());
    const isEmpty = async () => (await marks(ann.page, 'X').count()) === 0;
    await expect.poll(async () => (await isAnswered()) || (await isEmpty())).toBe(true);
  }
  const said = await ann.page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  expect(said).toContainEqual(
    expect.stringMatching(/^(You win this one|The computer wins this one|A draw with the computer)\.$/),
  );
  await ann.mark('22');
  await expect(marks(ann.page, 'X')).toHaveCount(1);
  await expect(marks(watcher, 'X')).toHaveCount(0);
  await expect(watcher.getByRole('button', { name: 'Join as O' })).toBeVisible();
  await expect(watcher.getByText(NOTE)).toBeHidden();
});

/** Notes in the page how long after the news of the start the last mark of the practice is gone. */
const watchTheStart = () => {
  const seen = { heardAt: NaN, clearedAt: NaN };
  Object.assign(globalThis, { seen });
  const { WebSocket: Original } = globalThis;
  globalThis.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      // The first to hear of it: before the page's own listeners.
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (String(data).includes('GameStarted')) seen.heardAt = performance.now();
      });
    }
  };
  new MutationObserver(() => {
    const isMarked = document.querySelector('[role="gridcell"] [aria-label$=", X"]') !== null;
    const isOn = document.querySelector('h1')?.textContent === 'Your turn';
    if (!Number.isNaN(seen.heardAt) && Number.isNaN(seen.clearedAt) && isOn && !isMarked)
      seen.clearedAt = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
};

test('it gives way within 200 ms of the news that the friend has come', async ({ world }) => {
  const { page } = await world.player('Ann');
  await page.addInitScript(watchTheStart);
  const ann = new Player(page, 'Ann');
  const took: number[] = [];
  // The machine may be busy with something else once; what takes time by itself takes it each time.
  for (let round = 0; round < 3; round += 1) {
    await page.goto('/');
    await page.getByRole('button', { name: 'New game' }).click();
    await expect(page.getByText(NOTE)).toBeVisible();
    await ann.mark('11');
    await expect(marks(page, 'O')).toHaveCount(1);
    const visitor = await visitorSitsDown(world, ann);
    await ann.sees('Your turn');
    const { heardAt, clearedAt } = await page.evaluate(
      () => (globalThis as unknown as { seen: { heardAt: number; clearedAt: number } }).seen,
    );
    took.push(clearedAt - heardAt);
    await visitor.close();
  }
  expect(Math.min(...took)).toBeLessThan(200);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it passes the accessibility rules, and works by keyboard, which stays at the board, ${colorScheme}`, async ({
    world,
  }) => {
    const ann = await annWaits(world);
    const { page } = ann;
    await page.emulateMedia({ colorScheme });
    const middle = page.locator('[role="grid"] [tabindex="0"]');
    await middle.focus();
    await page.keyboard.press('Enter');
    await expect(marks(page, 'O')).toHaveCount(1);
    expect(await complaints(page)).toEqual([]);
    await visitorSitsDown(world, ann);
    await ann.sees('Your turn');
    await expect(middle).toBeFocused();
    await isSettled(middle);
    await page.keyboard.press('Enter');
    await expect(ann.square('11', 'X')).toBeVisible();
  });
}

/** Presses Enter in this page as soon as its game has begun and the focus is on the board, sooner than anybody could. */
const pressAtOnce = (page: Page) =>
  page.evaluate(() => {
    const look = () => {
      const has = document.activeElement;
      if (document.querySelector('h1')?.textContent !== 'Your turn' || !has?.closest('[role="grid"]'))
        return void requestAnimationFrame(look);
      if (has instanceof HTMLElement) has.click();
      has.dispatchEvent(new KeyboardEvent('keydown', { key: '7', bubbles: true }));
      document.documentElement.dataset['pressed'] = 'true';
    };
    look();
  });

for (const where of ['on its board', 'beside it'] as const) {
  test(`a key that was meant for the practice marks nothing in the game, with the focus ${where}`, async ({
    world,
  }) => {
    const ann = await annWaits(world);
    const { page } = ann;
    if (where === 'on its board') {
      await ann.square('11', 'empty').press('Enter');
      await expect(marks(page, 'O')).toHaveCount(1);
    } else await page.getByRole('button', { name: 'Copy link' }).focus();
    await pressAtOnce(page);
    const visitor = await visitorSitsDown(world, ann);
    await expect(page.locator('html[data-pressed]')).toBeAttached();
    await expect(page.locator('[role="grid"] [tabindex="0"]')).toBeFocused();
    await isSettled(ann.square('22', 'empty'));
    await ann.sees('Your turn');
    await expect(marks(page, 'X')).toHaveCount(0);
    await ann.square('22', 'empty').press('Enter');
    await expect(new Player(visitor, '').square('22', 'X')).toBeVisible();
  });
}
