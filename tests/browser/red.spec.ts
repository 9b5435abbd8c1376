import { expect, type Page } from '@playwright/test';
import { seatTwo, signIn, test } from './world.ts';

/** Gives the page `redThings()`: what is drawn in red, but for marks of X, and the edge around who plays it. */
const addRedThings = (page: Page) =>
  page.addInitScript(() => {
    const isRed = (colour: string): boolean => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return alpha > 0.3 && red > 150 && red - Math.max(green, blue) > 90 && Math.abs(green - blue) < 60;
    };
    const hasWords = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const coloursOf = (element: Element): readonly string[] => {
      const style = getComputedStyle(element);
      return [
        style.backgroundColor,
        style.stroke,
        style.fill,
        ...(hasWords(element) ? [style.color] : []),
        ...(style.outlineStyle === 'none' ? [] : [style.outlineColor]),
        ...(Number.parseFloat(style.borderTopWidth) > 0 ? [style.borderTopColor] : []),
      ];
    };
    const isOfX = (element: Element) =>
      element.closest('g.text-x') !== null || (element.matches('li') && element.textContent.startsWith('X:'));
    Object.assign(globalThis, {
      redThings: () =>
        [...document.body.querySelectorAll('*')]
          .filter((element) => !isOfX(element) && coloursOf(element).some(isRed))
          .map((element) => `${element.tagName} ${element.className}: ${element.textContent}`),
    });
  });

/** In the page, which looks at the moment at which something shows. */
declare const redThings: () => readonly string[];

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme} theme, red is the pen of X`, () => {
    test.use({ colorScheme });

    test('and does not say that a name is taken', async ({ world }) => {
      await world.player('Ann');
      const page = await world.visitor();
      await addRedThings(page);
      await page.goto('/');
      await signIn(page, 'Ann');
      await expect(page.getByRole('alert')).toHaveText(/taken/);
      expect(await page.evaluate(() => redThings())).toEqual([]);
    });
  });

test.describe('a clock that runs out', () => {
  test.use({ turnTimeout: 12_000 });

  test('is not red either', async ({ world }) => {
    const [ann, bea] = await seatTwo(world);
    for (const { page } of [ann, bea]) {
      await addRedThings(page);
      await page.reload();
    }
    const seen = await Promise.all(
      [ann, bea].map(({ page }) =>
        page.evaluate(
          () =>
            new Promise<readonly string[]>((resolve) => {
              const look = () => {
                const clock = document.querySelector('[role=timer]');
                if (clock && /^0:0[1-5]$/.test(clock.textContent)) resolve(redThings());
                else requestAnimationFrame(look);
              };
              look();
            }),
        ),
      ),
    );
    expect(seen).toEqual([[], []]);
  });
});
