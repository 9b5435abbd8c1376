import { expect, type Locator } from '@playwright/test';
import { Player, play, signIn, test, type World } from './world.ts';

/** Time enough to look at the clock several times in one turn. */
test.use({ turnTimeout: 60_000 });

const TEN_MINUTES_MS = 600_000;

/** A computer whose clock is set while the page is open: `setClock` says by how much. */
async function playerWithClock(world: World, alias: string) {
  const page = await world.visitor();
  await page.addInitScript(() => {
    const Right = Date;
    let off = 0;
    addEventListener('clock set', (event) => {
      if (event instanceof CustomEvent) off = Number(event.detail);
    });
    const now = () => Right.now() + off;
    globalThis.Date = new Proxy(Right, {
      construct: (target, given: [number]) =>
        new target(...(given.length > 0 ? given : ([now()] as [number]))),
      get: (target, name): unknown => (name === 'now' ? now : Reflect.get(target, name)),
    });
  });
  await page.goto('/');
  await signIn(page, alias);
  await expect(page.getByRole('button', { name: `${alias}: your menu` })).toBeVisible();
  return new Player(page, alias);
}

async function setClock({ page }: Player, milliseconds: number): Promise<void> {
  const reads = await page.evaluate((detail) => {
    const before = Date.now();
    dispatchEvent(new CustomEvent('clock set', { detail }));
    return Date.now() - before;
  }, milliseconds);
  expect(Math.abs(reads)).toBeGreaterThan(TEN_MINUTES_MS - 60_000);
}

const secondsIn = async (text: Promise<string>) => Number(/(\d+) s/.exec(await text)?.[1]);

/** Minutes and seconds, as seconds. */
const secondsLeft = async (clock: Locator): Promise<number> => {
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(await clock.innerText()) ?? [];
  return Number(minutes) * 60 + Number(seconds);
};

/** The clock goes on by a second or a few, and has not jumped. */
async function goesOn(read: () => Promise<number>, before: number, step: 1 | -1): Promise<void> {
  await expect.poll(async () => Math.sign((await read()) - before)).toBe(step);
  expect(Math.abs((await read()) - before)).toBeLessThan(30);
}

test('the countdown goes on right while the computer’s clock is set, forwards and backwards', async ({
  world,
}) => {
  const ann = await playerWithClock(world, 'Ann');
  const bea = await world.player('Bea');
  await ann.invite(bea);
  await bea.accept(ann);
  await ann.sees('Your turn');
  const left = () => secondsLeft(ann.page.getByRole('timer'));
  for (const off of [TEN_MINUTES_MS, 0]) {
    const before = await left();
    await setClock(ann, off);
    await goesOn(left, before, -1);
  }

  await play([ann, bea], ['11']);
  await bea.page.goto('about:blank');
  const note = ann.page.getByText('Bea is reconnecting…');
  await expect(note).toBeVisible();
  const away = () => secondsIn(note.innerText());
  const before = await away();
  await setClock(ann, TEN_MINUTES_MS);
  await goesOn(away, before, 1);
});

test('a game that waits waits as long as it said, and was opened when it was, by a clock that is set', async ({
  world,
}) => {
  const ann = await playerWithClock(world, 'Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  const note = ann.page.getByText(/The game waits .* longer/);
  await expect(note).toBeVisible();
  const left = () => secondsLeft(note);
  const before = await left();
  await setClock(ann, TEN_MINUTES_MS);
  await goesOn(left, before, -1);
  await ann.page.getByRole('link', { name: 'tic-tac-toe' }).click();
  // By the clock as it was set.
  const minutes = await ann.page.evaluate(() => {
    const format = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
    // The minute may be another one by now.
    return [0, 60_000].map((ago) => format.format(Date.now() - ago));
  });
  const label = await ann.page.getByText(/^Opened at \d.* left$/).innerText();
  expect(minutes.some((minute) => label.includes(minute))).toBe(true);
});
