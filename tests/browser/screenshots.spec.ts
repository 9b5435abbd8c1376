/** `npm run screenshots`: pictures of every page and state, in all sizes and both themes, to be looked at. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { test as every, type Page } from '@playwright/test';
import { isAtRest } from './complaints.ts';
import { type State, states } from './pictures/states.ts';
import { test } from './world.ts';

every.skip(process.env['SCREENSHOTS'] === undefined, 'pictures are taken when they are asked for');

// The worker has what shows without a network.
test.use({ serviceWorkers: 'allow', turnTimeout: 60_000 });

const FOLDER = '.cache/screenshots';
const SIZES = [
  [320, 568],
  [375, 667],
  [390, 664],
  [844, 390],
  [1280, 800],
] as const;
const THEMES = ['light', 'dark'] as const;

/** What README and others show. */
const IN_DOCS = [
  ['game, my turn', '1280×800 light', 'game-desktop-light'],
  ['lobby, full', '1280×800 dark', 'lobby-desktop-dark'],
  ['won', '390×664 dark', 'win-phone-dark'],
  ['welcome', '390×664 light', 'welcome-phone-light'],
] as const;

const looks = SIZES.flatMap(([width, height]) =>
  THEMES.map((theme) => ({ width, height, theme, name: `${width}×${height} ${theme}` })),
);

async function shoot(page: Page, { name: state, open }: State): Promise<void> {
  for (const { width, height, theme, name } of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(() => scrollTo(0, 0));
    await open?.(page);
    await isAtRest(page);
    await page.screenshot({ path: `${FOLDER}/${state}/${name}.png` });
    if (open) await page.keyboard.press('Escape');
  }
}

for (const state of states)
  test(`pictures: ${state.name}`, async ({ world }) => {
    await shoot(await state.reach(world), state);
    for (const [name, look, as] of IN_DOCS)
      if (name === state.name) copyFileSync(`${FOLDER}/${name}/${look}.png`, `docs/screenshots/${as}.png`);
  });

every('a page shows all pictures', () => {
  const row = ({ name }: State) =>
    `<h2>${name}</h2><div>${looks.map((look) => `<a href="${name}/${look.name}.png"><img loading="lazy" alt="${name}, ${look.name}" title="${look.name}" src="${name}/${look.name}.png"></a>`).join('')}</div>`;
  const style =
    'body{font:1rem system-ui;background:#999}div{display:flex;gap:.5rem;overflow-x:auto;align-items:start}img{height:20rem}';
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    `${FOLDER}/index.html`,
    `<!doctype html><meta charset="utf-8"><title>Pictures</title><style>${style}</style>${states.map(row).join('')}`,
  );
});
