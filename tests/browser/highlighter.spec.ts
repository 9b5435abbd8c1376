import { expect, type Locator } from '@playwright/test';
import { playUltimate, seatTwoAtUltimate, square, WIN } from './ultimate-table.ts';
import { type Player, play, seatTwo, test } from './world.ts';

const highlighter = ({ page }: Player) => page.locator('[role=grid] path.text-marker');

/** Red, green and blue, from 0 to 255. */
type Colour = readonly [number, number, number];

async function colourOf(drawn: Locator): Promise<Colour> {
  const text = await drawn.evaluate((element) => getComputedStyle(element).color);
  const [red = NaN, green = NaN, blue = NaN] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** As WCAG 2.2 defines it. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [dark = NaN, light = NaN] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The mark comes to its colour by the time that the highlighter is there. */
async function expectDarkOnYellow(player: Player, marks: readonly Locator[]): Promise<void> {
  const yellow = await colourOf(highlighter(player).first());
  expect(yellow[0]).toBeGreaterThan(220);
  expect(yellow[1]).toBeGreaterThan(190);
  expect(yellow[2]).toBeLessThan(110);
  for (const mark of marks) {
    await expect.poll(async () => contrast(await colourOf(mark), yellow)).toBeGreaterThan(3);
    expect(luminance(await colourOf(mark))).toBeLessThan(luminance(yellow));
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('the highlighter is yellow under the marks that won', async ({ world }) => {
      const [ann, bea] = await seatTwo(world);
      await play([ann, bea], ['00', '01', '10', '11', '20']);
      await ann.sees('You win');
      const crosses = await ann.page.locator('[role=gridcell] g.text-x').all();
      expect(crosses).toHaveLength(3);
      await expectDarkOnYellow(ann, crosses);
    });

    test('and under what is on a small board that takes the next mark', async ({ world }) => {
      const [ann, bea] = await seatTwoAtUltimate(world);
      await playUltimate([ann, bea], WIN.slice(0, 2));
      await expect(highlighter(ann)).toHaveCount(1);
      await expectDarkOnYellow(ann, [square(ann, '03', 'X').locator('g.text-x')]);
    });
  });
}
