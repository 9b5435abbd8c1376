import { expect, type Page } from '@playwright/test';
import { isSettled, type Player, seatTwo, test } from './world.ts';

/* Who cannot see, or use a mouse, plays as well as anyone: what a screen reader is told is all that these tests know. */

const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at, body } = document;
    if (at === null || at === body) return null;
    return at.getAttribute('aria-label') ?? at.textContent;
  });

/** As far as it takes until what has the focus is called that. */
async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press(key);
    const called = (await focused(page)) ?? '';
    if (typeof name === 'string' ? called === name : name.test(called)) return;
  }
  throw new Error(`No key leads to ${String(name)}.`);
}

/** A page of somebody who uses keys alone. It notes whenever what had the focus goes, and nothing has it instead. */
async function keepsFocus(page: Page): Promise<() => Promise<unknown>> {
  await page.evaluate(() => {
    const lost: string[] = [];
    Object.assign(globalThis, { lost });
    let before = 'the beginning';
    const look = () => {
      const { activeElement: at } = document;
      if (at && at !== document.body) before = at.getAttribute('aria-label') ?? at.textContent.slice(0, 40);
      else if (lost.at(-1) !== before) lost.push(before);
      // After each frame is drawn, so that what is put right in it has not been lost.
      requestAnimationFrame(() => setTimeout(look));
    };
    look();
  });
  return () => page.evaluate(() => (globalThis as { lost?: readonly string[] }).lost);
}

/* Squares by the keys of a number pad: 7 8 9 are the upper row. */
const BY_DIGIT = [
  ['7', 'row 1, column 1'],
  ['8', 'row 1, column 2'],
  ['9', 'row 1, column 3'],
  ['4', 'row 2, column 1'],
  ['5', 'row 2, column 2'],
  ['6', 'row 2, column 3'],
  ['1', 'row 3, column 1'],
  ['2', 'row 3, column 2'],
  ['3', 'row 3, column 3'],
] as const;

/** Presses digits in turns, each once the page of who presses it says that it is their turn. */
async function playByDigits(players: readonly [Player, Player], digits: string): Promise<void> {
  for (const [index, digit] of [...digits].entries()) {
    const player = players[index % 2 === 0 ? 0 : 1];
    await player.sees('Your turn');
    await player.page.keyboard.press(digit);
    const square = BY_DIGIT.find(([key]) => key === digit)?.[1] ?? '';
    await expect(player.page.getByRole('button', { name: new RegExp(`^${square}, [XO]$`) })).toBeVisible();
  }
}

/** To the board, unless the focus is on it already. In the first half second of a game, its keys do nothing. */
async function toTheBoard({ page }: Player): Promise<void> {
  await isSettled(page.getByRole('grid', { name: 'Board' }));
  if (!(await focused(page))?.startsWith('row')) await tabTo(page, /^row/);
}

test('a match and its rematch are played by 1 to 9, Tab and Enter alone, and the focus is never lost', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await tabTo(ann.page, 'New game');
  const lostByAnn = await keepsFocus(ann.page);
  await ann.page.keyboard.press('Enter');
  await ann.sees('Waiting for your opponent');

  await bea.page.goto(ann.page.url());
  await tabTo(bea.page, 'Join as O');
  const lostByBea = await keepsFocus(bea.page);
  await bea.page.keyboard.press('Enter');
  for (const player of [ann, bea]) {
    await player.sees(/turn$/);
    await toTheBoard(player);
  }
  await playByDigits([ann, bea], '74859');
  await ann.sees('You win');

  const first = ann.page.url();
  for (const { page } of [bea, ann]) {
    await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible();
    // It is where the clock was, before the board.
    await tabTo(page, 'Play again', 'Shift+Tab');
    await page.keyboard.press('Enter');
  }
  for (const player of [ann, bea]) {
    await player.page.waitForURL((url) => url.href !== first);
    await player.sees(/turn$/);
    await toTheBoard(player);
  }
  await playByDigits([bea, ann], '51329');
  for (const lost of [lostByAnn, lostByBea]) expect(await lost()).toEqual([]);
});

/** All that a screen reader finds, in its order. */
const read = (page: Page): Promise<string> => page.locator('body').ariaSnapshot();

/** What is read of the squares: by their digits, what is on each. */
function squaresIn(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/button "(row \d, column \d), (\w+)"/g)];
  return new Map(
    found.map(([, name, content = '']) => [
      BY_DIGIT.find(([, square]) => square === name)?.[0] ?? '',
      content,
    ]),
  );
}

/** Marks the first square that is said to be empty, and answers how the game is said to stand once another turn begins. */
async function moveByEar(player: Player, other: Player): Promise<string> {
  await expect.poll(() => read(player.page)).toMatch(/heading "Your turn" \[level=1\]/);
  const before = squaresIn(await read(player.page));
  expect(before.size).toBe(9);
  const [digit = ''] = [...before].find(([, content]) => content === 'empty') ?? [];
  await player.page.keyboard.press(digit);
  await expect.poll(async () => squaresIn(await read(other.page)).get(digit)).toMatch(/^[XO]$/);
  await expect
    .poll(() => read(other.page))
    .toMatch(/heading "(Your turn|.* wins?|You lose|Draw.*)" \[level=1\]/);
  return read(other.page);
}

test('a game is played to its end by what a screen reader reads', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  for (const player of [ann, bea]) await toTheBoard(player);
  let heard = '';
  for (let moves = 0; moves < 9 && !/ wins?"|You lose/.test(heard); moves += 1)
    heard = await (moves % 2 === 0 ? moveByEar(ann, bea) : moveByEar(bea, ann));
  // Each takes the first free square: the seventh mark makes a row of X.
  expect(squaresIn(heard)).toEqual(
    new Map(BY_DIGIT.map(([digit], index) => [digit, index > 6 ? 'empty' : index % 2 === 0 ? 'X' : 'O'])),
  );
  expect(heard).toMatch(/heading "You lose" \[level=1\]/);
  expect(await read(ann.page)).toMatch(/heading "You win" \[level=1\]/);
});
