import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { bin, fail, run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

function answers(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

/** A file is not enough: a placeholder for another package manager, or a library that is missing, fails here. */
const isBrowser = (path) =>
  existsSync(path) && (process.platform === 'win32' || answers(path, ['--version']));

const onPath = () =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));

const ofPlaywright = () => createRequire(import.meta.url)('@playwright/test').chromium.executablePath();

/** @returns {string | undefined} the path of a Chrome or Chromium that is there and starts */
export const findChromium = () =>
  process.env.CHROMIUM_PATH || [...onPath(), ...ELSEWHERE, ofPlaywright()].find(isBrowser);

async function installDebians() {
  if (process.getuid?.() !== 0 || !answers('apt-get', ['--version'])) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const packages = ['chromium', 'fonts-liberation'];
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** @returns the path of a Chrome or Chromium: the one that is there, or else one that this installs */
export async function chromium() {
  const found = findChromium();
  if (found) return found;
  console.log('No Chrome or Chromium here: installing one for the browser tests …');
  await run(bin('playwright'), ['install', 'chromium']);
  if (!findChromium()) await installDebians();
  return (
    findChromium() ??
    fail('The browser tests need Chrome or Chromium: install one, or name its path in CHROMIUM_PATH.')
  );
}
