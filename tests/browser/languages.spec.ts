import { expect, type Page } from '@playwright/test';
import { brokenWords } from './broken-words.ts';
import { complaints } from './complaints.ts';
import { clickSquare, play, type Player, resize, seatTwo, test } from './world.ts';

/** What a page says that is not, or not as a whole, in brackets, and so went round the dictionary. Names and numbers are nobody's words. */
const untranslated = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (parentElement?.closest('[translate="no"], script, style, noscript') === null)
        texts.push(textContent ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label]'))
      if (element.closest('[translate="no"]') === null) texts.push(element.getAttribute('aria-label') ?? '');
    // One sentence may stand in another, and an element in the middle of one.
    const rest = (text: string): string => {
      const less = text.replaceAll(/\[[^[\]]*\]|^[^[\]]*\]|\[[^[\]]*$/g, '');
      return less === text ? text : rest(less);
    };
    const isWord = (text: string) => /\p{L}{2}/u.test(rest(text).replaceAll(/\d+(st|nd|rd|th)/g, ''));
    return [...new Set(texts.filter(isWord))];
  });

/** From the next page on. */
const speak = (page: Page, language: string) =>
  page.addInitScript((name) => localStorage.setItem('language', name), language);

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test.describe('a browser that asks for Spanish', () => {
  test.use({ locale: 'es-ES' });

  test('gets it, and a player who chooses another language goes on with the same game in it', async ({
    world,
  }) => {
    const page = await world.visitor();
    // The name that is made up is the first that there is.
    await page.addInitScript(() => {
      crypto.getRandomValues = (array) => (array instanceof Uint8Array ? array.fill(0) : array);
    });
    await page.goto('/');
    await expect(page.getByText('Un reloj.')).toBeVisible();
    const alias = page.getByLabel('Elige un alias');
    await expect(alias).toHaveValue('Nutria Valiente');
    await alias.fill('a'.repeat(21));
    await page.getByRole('button', { name: 'Jugar', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText('Un alias tiene 20 caracteres como mucho.');
    await alias.fill('Ann');
    await page.getByRole('button', { name: 'Jugar', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hola, Ann.');
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await page.getByRole('button', { name: 'Fácil' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tu turno');
    await expect(page.getByRole('list', { name: 'Jugadores' }).getByText('Fácil')).toBeVisible();
    await page.getByRole('button', { name: 'fila 2, columna 2, vacía' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Turno de Ordenador (fácil)');
    await expect(page.getByRole('list', { name: 'Mensajes de esta partida' })).toBeVisible();

    await page.getByRole('button', { name: 'Español: idioma y tema' }).click();
    await page.getByRole('menuitemradio', { name: 'Català' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('El teu torn');
    await expect(page.locator('html')).toHaveAttribute('lang', 'ca');
    expect(await complaints(page)).toEqual([]);
  });
});

test('the menu of languages is known by the name of the language where there is room for it, and by a globe', async ({
  world,
}) => {
  const page = await world.visitor();
  await page.goto('/');
  await page.evaluate(() => localStorage.setItem('language', 'es'));
  await page.reload();
  const button = page.getByRole('button', { name: 'Español: idioma y tema' });
  await expect(button.locator('svg.lucide-globe')).toBeVisible();
  await expect(button.getByText('Español')).toBeVisible();
  await button.click();
  await expect(page.getByRole('menuitemradio').first()).toHaveText(/English$/);
});

test('without a choice, a browser of another language gets English, and a choice outlives the visit', async ({
  world,
}) => {
  const page = await world.visitor();
  await page.goto('/');
  await page.getByRole('button', { name: 'English: language and theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Español' }).click();
  await expect(page.getByText('Nueve casillas.')).toBeVisible();
  await page.goto('about:blank');
  await page.goto('/');
  await expect(page.getByText('Nueve casillas.')).toBeVisible();
});

test('nothing on a page goes round the dictionary', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  const cleo = await world.visitor();
  await speak(cleo, 'en-XA');
  for (const path of ['/', '/nowhere', '/players', '/games/00000000-0000-4000-8000-000000000000']) {
    await cleo.goto(path);
    await expect(cleo.getByRole('heading', { level: 1 })).toContainText('[');
    expect(await untranslated(cleo)).toEqual([]);
  }
  await play([ann, bea], ['00', '11', '01', '12', '02']);
  await speak(bea.page, 'en-XA');
  await bea.page.reload();
  await expect(bea.page.getByRole('heading', { level: 1 })).toContainText('[');
  expect(await untranslated(bea.page)).toEqual([]);
  await bea.page.goto('/');
  await expect(bea.page.getByRole('heading', { level: 1 })).toContainText('[');
  expect(await untranslated(bea.page)).toEqual([]);
});

test('where one reads from right to left, the page turns round, and the board does not @phone', async ({
  world,
}) => {
  const page = await world.visitor();
  await speak(page, 'ar-XB');
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  const mark = (await page.getByRole('link').first().boundingBox())?.x ?? 0;
  expect(mark).toBeGreaterThan((page.viewportSize()?.width ?? 0) / 2);
  expect(await widthOf(page)).toBe(0);

  const [ann, bea] = await seatTwo(world);
  await speak(ann.page, 'ar-XB');
  await ann.page.reload();
  await expect(ann.page.locator('html')).toHaveAttribute('dir', 'rtl');
  expect(await widthOf(ann.page)).toBe(0);
  const squares = ann.page.getByRole('gridcell').getByRole('button');
  await squares.first().click();
  await bea.sees('Your turn');
  const [first, third] = [await squares.nth(0).boundingBox(), await squares.nth(2).boundingBox()];
  expect(first?.x).toBeLessThan(third?.x ?? 0);
  await bea.mark('11');
  expect(await complaints(ann.page)).toEqual([]);
});

test('while the connection is away, the smallest header has room for the menu in every language', async ({
  world,
}) => {
  const { page } = await world.player('Bartholomew the 2nd');
  await page.setViewportSize({ width: 320, height: 568 });
  const menu = page.getByRole('button', { name: /^.{0,2}Bartholomew the 2nd/ });
  for (const language of ['es', 'ca', 'en', 'en-XA']) {
    await page.evaluate((name) => localStorage.setItem('language', name), language);
    await page.reload();
    await expect(menu).toBeVisible();
    await page.context().setOffline(true);
    await expect(page.getByRole('banner').getByRole('status').locator('p')).toBeVisible();
    await expect(menu).toBeInViewport({ ratio: 1 });
    await page.context().setOffline(false);
  }
});

const helps = [
  ['es', 'Teclas del tablero'],
  ['ca', 'Tecles del tauler'],
] as const;
for (const [language, name] of helps)
  test(`the keys of the board fit on a phone in ${language}`, async ({ world }) => {
    const [{ page }] = await seatTwo(world);
    await speak(page, language);
    await page.reload();
    const help = page.getByRole('dialog', { name });
    for (const [width, height] of [
      [320, 568],
      [390, 664],
    ] as const) {
      await resize(page, width, height);
      await page.getByRole('gridcell').first().getByRole('button').focus();
      await page.keyboard.press('?');
      await expect(help).toBeInViewport({ ratio: 1 });
      const isWhole = await help.evaluate(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
          scrollWidth <= clientWidth && scrollHeight <= clientHeight,
      );
      expect(isWhole).toBe(true);
      expect(await widthOf(page)).toBe(0);
      expect(await brokenWords(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(help).toBeHidden();
    }
  });

for (const [language, playAgain] of [
  ['es', 'Jugar otra'],
  ['ca', 'Una altra'],
] as const) {
  test.describe(`on the smallest phone, in ${language}`, () => {
    test.use({ viewport: { width: 320, height: 568 } });

    test(`no word is cut in two in ${language}, and the board stays where it is to the end and after it`, async ({
      world,
    }) => {
      const [ann, bea] = await seatTwo(world);
      for (const { page } of [ann, bea]) {
        await speak(page, language);
        await page.reload();
      }
      const square = ({ page }: Player, place: number) =>
        page.getByRole('gridcell').nth(place).getByRole('button');
      const topOf = ({ page }: Player) =>
        page.getByRole('grid').evaluate((grid) => Math.round(grid.getBoundingClientRect().top + scrollY));
      const [first, second] = [await topOf(ann), await topOf(bea)];
      for (const [turn, place] of [0, 3, 1, 4, 2].entries()) {
        await clickSquare(square(turn % 2 === 0 ? ann : bea, place));
        for (const each of [ann, bea]) await expect(square(each, place)).toHaveAccessibleName(/[XO]$/);
      }
      for (const each of [ann, bea]) expect(await brokenWords(each.page)).toEqual([]);
      const again = bea.page.getByRole('button', { name: playAgain });
      await again.click();
      await expect(again).toHaveAttribute('aria-pressed', 'true');
      await expect(ann.page).toHaveTitle(/^● /);
      for (const each of [ann, bea]) expect(await brokenWords(each.page)).toEqual([]);
      expect([await topOf(ann), await topOf(bea)]).toEqual([first, second]);
      for (const path of ['/', '/players']) {
        await ann.page.goto(path);
        await expect(ann.page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(ann.page.getByText('Bea').first()).toBeVisible();
        expect(await brokenWords(ann.page)).toEqual([]);
      }
    });
  });
}
