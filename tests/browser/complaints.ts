import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Until everything has come to rest, but for what never does. */
export async function isAtRest(page: Page): Promise<void> {
  const look = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .every(
          ({ effect, playState }) => playState !== 'running' || effect?.getTiming().iterations === Infinity,
        ),
    );
  await expect.poll(look).toBe(true);
}

/** What WCAG 2.2 AA would complain of on this page. */
export async function complaints(page: Page): Promise<string[]> {
  // A colour on its way to another is neither.
  await isAtRest(page);
  // The page's own policy keeps foreign scripts out: evaluating text is what the policy does not concern.
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(axe, 'utf8'));
  const results = await page.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe;
    return run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  );
}
