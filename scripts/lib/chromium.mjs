import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bin, fail, run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

async function playwrights() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

const find = async () => process.env.CHROMIUM_PATH ?? onPath() ?? (await playwrights());

const isRoot = () => process.getuid?.() === 0;
const hasApt = () => {
  try {
    execFileSync('apt-get', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** @returns the path of a Chrome or Chromium: the one that is there, or else one that this installs */
export async function chromium() {
  const found = await find();
  if (found) return found;
  console.log('No Chrome or Chromium here: installing one for the browser tests …');
  await run(bin('playwright'), ['install', 'chromium']);
  const installed = await find();
  if (installed) return installed;
  if (isRoot() && hasApt()) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'], { env });
  }
  return (
    (await find()) ??
    fail('The browser tests need Chrome or Chromium: install one, or name its path in CHROMIUM_PATH.')
  );
}
