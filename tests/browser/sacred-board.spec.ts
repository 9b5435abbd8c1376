import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { inviteFromScript } from './script-player.ts';
import { seatTwoAtUltimate } from './ultimate-table.ts';
import { type Player, resize, seatTwo, test, type World } from './world.ts';

const SIZES = [
  [320, 568],
  [360, 640],
  [375, 667],
  [390, 664],
  [844, 390],
] as const;

const counter = (page: Page) => page.getByRole('button', { name: /^\d+ invitations?$/ });
const list = (page: Page) => page.getByRole('region', { name: 'Invitations' });

/** The squares that something else covers, at any of four points near their corners. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const squares = [...document.querySelectorAll('[role="gridcell"] button')];
    return squares
      .filter((square) => {
        const { left, top, width, height } = square.getBoundingClientRect();
        const points = [0.15, 0.85].flatMap((x) => [0.15, 0.85].map((y) => [x, y] as const));
        return points.some(([x, y]) => {
          const found = document.elementFromPoint(left + x * width, top + y * height);
          return found === null || !square.contains(found);
        });
      })
      .map((square) => square.getAttribute('aria-label'));
  });

async function inviteThrice(world: World, guest: Player): Promise<void> {
  for (const alias of ['Cid', 'Dora', 'W'.repeat(20)]) await inviteFromScript(world, alias, guest);
  await expect(counter(guest.page)).toHaveText('3');
}

async function isUncovered({ page }: Player, squares: number): Promise<void> {
  await expect(page.locator('[role="gridcell"] button')).toHaveCount(squares);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
    await expect.poll(() => covered(page), `${width}×${height}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await expect(counter(page)).toBeInViewport({ ratio: 1 });
  }
}

test('three invitations cover no square of a running game on any phone @phone', async ({ world }) => {
  const [ann] = await seatTwo(world);
  await inviteThrice(world, ann);
  await isUncovered(ann, 9);

  // Asked for, the list covers some.
  await ann.page.setViewportSize({ width: 390, height: 664 });
  await counter(ann.page).click();
  await expect.poll(() => covered(ann.page)).not.toEqual([]);
});

test('nor do they on an ultimate board @phone', async ({ world }) => {
  const [ann] = await seatTwoAtUltimate(world);
  await inviteThrice(world, ann);
  await isUncovered(ann, 81);
});

test('however many there are, a phone’s lobby has its buttons in sight', async ({ world }) => {
  const ann = await world.player('Ann');
  for (const alias of ['Cid', 'Dora', 'W'.repeat(20)]) await inviteFromScript(world, alias, ann);
  await expect(list(ann.page).getByRole('listitem')).toHaveCount(3);
  const isOnTop = (name: string) =>
    ann.page.getByRole('button', { name }).evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
  for (const [width, height] of SIZES.slice(0, 4)) {
    await resize(ann.page, width, height);
    for (const name of ['New game', 'Find an opponent', 'Accept the invitation from Cid'])
      await expect.poll(() => isOnTop(name), `${name}, ${width}×${height}`).toBe(true);
  }
});

test('on a phone held sideways they are a number in the lobby, too, and cover nothing of it', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  await inviteFromScript(world, 'Cid', ann);
  await expect(list(ann.page)).toBeVisible();
  await ann.page.setViewportSize({ width: 844, height: 390 });
  await expect(counter(ann.page)).toBeInViewport({ ratio: 1 });
  await ann.page.getByRole('button', { name: 'Find an opponent' }).click();
  await expect(ann.page.getByRole('button', { name: 'Find an opponent' })).toBeHidden();
});

test('the counter opens the list, which is answered by keyboard, and the focus is never lost', async ({
  world,
}) => {
  const [ann] = await seatTwo(world);
  const { page } = ann;
  await inviteThrice(world, ann);
  expect(await complaints(page)).toEqual([]);
  await expect(list(page)).toBeHidden();
  await counter(page).focus();
  await page.keyboard.press('Enter');
  await expect(list(page)).toBeVisible();
  expect(await complaints(page)).toEqual([]);

  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Accept the invitation from Cid' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(list(page)).toBeHidden();
  await expect(counter(page)).toBeFocused();

  await page.keyboard.press('Enter');
  for (const host of ['Cid', 'Dora', 'W'.repeat(20)]) {
    const decline = page.getByRole('button', { name: `Decline the invitation from ${host}` });
    await decline.focus();
    await page.keyboard.press('Enter');
    await expect(decline).toBeHidden();
    await expect(page.locator('body')).not.toBeFocused();
  }
  await expect(counter(page)).toBeHidden();
  await expect(page.getByRole('main')).toBeFocused();
  await ann.mark('11');
});

/**
 * How many milliseconds pass, from when a button of this name is to be seen until a tap on it would reach it.
 * @param under counted from when the page has this headline, if any
 */
const untilItTakesTaps = (page: Page, name: string, under?: string) =>
  page.evaluateHandle(
    ([label, headline]) => {
      let since = NaN;
      const isUnder = () => headline === undefined || document.querySelector('h1')?.textContent === headline;
      const find = () => (isUnder() ? findAnywhere() : undefined);
      const findAnywhere = () =>
        [...document.querySelectorAll(`button[aria-label^="${label}"]:not([inert] *)`)].find((button) =>
          button.checkVisibility(),
        );
      const see = () => {
        if (Number.isNaN(since) && find()) since = performance.now();
      };
      const whole = { subtree: true, childList: true, attributes: true };
      new MutationObserver(see).observe(document, whole);
      document.addEventListener('beforetoggle', () => (since = performance.now()), { capture: true });
      const took = new Promise<number>((resolve) => {
        const look = () => {
          see();
          const button = find();
          const { left, top, width, height } = button?.getBoundingClientRect() ?? new DOMRect();
          const hit = document.elementFromPoint(left + width / 2, top + height / 2);
          if (hit && button?.contains(hit) === true) resolve(performance.now() - since);
          // A finger finds what was painted: the page draws itself in the frame, too.
          else requestAnimationFrame(() => setTimeout(look));
        };
        look();
      });
      return { took };
    },
    [name, under] as const,
  );

test('an invitation takes no tap in its first half second, and lets it through to what is under it', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  const watched = await untilItTakesTaps(ann.page, 'Accept the invitation');
  await inviteFromScript(world, 'Cid', ann);
  expect(await watched.evaluate(({ took }) => took)).toBeGreaterThanOrEqual(500);
});

test('nor does a board that was played on while its player waited', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await ann.invite(bea);
  await expect(ann.page.getByText('Meanwhile, play the computer.')).toBeVisible();
  await ann.mark('11');
  const watched = await untilItTakesTaps(ann.page, 'row 2, column 2, empty', 'Your turn');
  await bea.accept(ann);
  expect(await watched.evaluate(({ took }) => took)).toBeGreaterThanOrEqual(500);
  await ann.mark('11');
  await expect(bea.square('11', 'X')).toBeVisible();
});

test('nor does the counter, nor a card of the list that it opens', async ({ world }) => {
  const [ann] = await seatTwo(world);
  const counted = await untilItTakesTaps(ann.page, '1 invitation');
  await inviteFromScript(world, 'Cid', ann);
  expect(await counted.evaluate(({ took }) => took)).toBeGreaterThanOrEqual(500);
  const listed = await untilItTakesTaps(ann.page, 'Decline the invitation');
  await counter(ann.page).click();
  // It takes the tap and does nothing with it: under it is the board.
  const decline = ann.page.getByRole('button', { name: 'Decline the invitation from Cid' });
  const { x = NaN, y = NaN } = (await decline.boundingBox()) ?? {};
  expect(
    await ann.page.evaluate(
      ([left, top]) => document.elementFromPoint(left, top)?.closest('[popover]') !== null,
      [x + 9, y + 9] as const,
    ),
  ).toBe(true);
  expect(await listed.evaluate(({ took }) => took)).toBeGreaterThanOrEqual(500);
});
