import { expect, type Page } from '@playwright/test';
import { type Player, play, seatTwo, test } from './world.ts';

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

test.describe('where things may move', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('who wins sees confetti once, behind the board and out of the way of taps @phone', async ({
    world,
  }) => {
    const [ann, bea] = await seatTwo(world);
    await watch(bea);
    await play([ann, bea], WIN.slice(0, 4));
    // Slow, so that it can be looked at.
    const session = await ann.page.context().newCDPSession(ann.page);
    await session.send('Animation.enable');
    await session.send('Animation.setPlaybackRate', { playbackRate: 0.05 });
    await ann.mark('20');
    await expect(confetti(ann.page)).toBeAttached();
    const isUnderAll = await confetti(ann.page).evaluate((layer) => {
      const { zIndex, pointerEvents } = getComputedStyle(layer);
      return Number(zIndex) < 0 && pointerEvents === 'none';
    });
    expect(isUnderAll).toBe(true);
    await session.send('Animation.setPlaybackRate', { playbackRate: 20 });
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
