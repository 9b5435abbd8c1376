import { expect, type Page } from '@playwright/test';
import { isSettled, type Player, play, seatTwo, test } from './world.ts';

const WIN = ['00', '01', '10', '11', '20'];
const confetti = (page: Page) => page.locator('[data-confetti]');

/** Notes whether there ever is any, however soon it has gone. */
const watch = ({ page }: Player) =>
  page.evaluate(() => {
    const look = () => {
      if (document.querySelector('[data-confetti]')) document.documentElement.dataset['celebrated'] = '';
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  });

const wasThere = ({ page }: Player) => page.evaluate(() => 'celebrated' in document.documentElement.dataset);

/** Holds them at moments of their way, in the page. @returns those that take a tap, and those that have left the board */
function throwSlowly(confetti: Element) {
  const snippets = [...confetti.children];
  const flying = confetti.getAnimations({ subtree: true });
  const board =
    document.querySelector('[role="grid"]')?.parentElement?.getBoundingClientRect() ?? new DOMRect();
  const found = { pieces: flying.length, taken: [] as string[], outside: [] as string[] };
  for (let part = 0.1; part < 1; part += 0.1) {
    for (const each of flying) each.currentTime = part * Number(each.effect?.getComputedTiming().endTime);
    for (const snippet of snippets) {
      const { left, right, top, bottom } = snippet.getBoundingClientRect();
      const isTapped = snippet.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
      const isInside =
        left >= board.left && right <= board.right && top >= board.top && bottom <= board.bottom;
      if (isTapped) found.taken.push(`at ${part}`);
      if (!isInside) found.outside.push(`at ${part}: ${left} ${top}`);
    }
  }
  return found;
}

test.describe('where things may move', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('who wins sees confetti once, over the board alone and out of the way of taps @phone', async ({
    world,
  }) => {
    const [ann, bea] = await seatTwo(world);
    await watch(bea);
    await play([ann, bea], WIN.slice(0, 4));
    // Slow, so that it can be looked at.
    const session = await ann.page.context().newCDPSession(ann.page);
    await session.send('Animation.enable');
    await session.send('Animation.setPlaybackRate', { playbackRate: 0.02 });
    await ann.mark('20');
    await expect(confetti(ann.page)).toBeAttached();
    // Until then, nothing of the table takes taps.
    await isSettled(ann.square('22', 'empty'));
    const { pieces, taken, outside } = await confetti(ann.page).evaluate(throwSlowly);
    expect(pieces).toBeGreaterThan(10);
    expect(taken).toEqual([]);
    expect(outside).toEqual([]);
    await session.send('Animation.setPlaybackRate', { playbackRate: 50 });
    await expect(confetti(ann.page)).toBeHidden();
    await bea.sees('You lose');
    await ann.sees('You win');

    await ann.page.reload();
    await watch(ann);
    await ann.sees('You win');
    await expect(ann.page.getByRole('slider')).toBeVisible();
    for (const player of [ann, bea]) expect(await wasThere(player)).toBe(false);
  });
});

test('who wants nothing to move sees none', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await watch(ann);
  await play([ann, bea], WIN);
  await ann.sees('You win');
  // It would be here by the time that this is.
  await expect(ann.page.getByRole('slider')).toBeVisible();
  expect(await wasThere(ann)).toBe(false);
});
