import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { signIn, test as base } from './world.ts';

/** A page of a browser whose settings block all cookies: the shell has none. */
const test = base.extend<{ blocked: Page }>({
  blocked: async ({ playwright, launchOptions, world }, use) => {
    const executablePath = findChromium();
    const profile = mkdtempSync(join(tmpdir(), 'tic-tac-toe-profile-'));
    const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
    mkdirSync(join(profile, 'Default'));
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      ...(executablePath && { executablePath }),
      baseURL: world.url,
    });
    await use(await context.newPage());
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  },
});

test('a browser that blocks cookies is told that they are needed, and takes no alias', async ({
  blocked,
  world,
}) => {
  await blocked.goto('/');
  for (let tries = 0; tries < 2; tries += 1) {
    await signIn(blocked, 'Ann');
    await expect(blocked.getByText('keeps no cookies for this site')).toBeVisible();
    await blocked.getByLabel('Choose an alias').fill('');
    await expect(blocked.getByText('keeps no cookies for this site')).toBeHidden();
  }
  await world.player('Ann');
});
