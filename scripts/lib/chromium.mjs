import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { bin, fail, run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
/** The same engine without the windows around pages, which cost more than our pages: tests take half as long. */
const SHELLS = ['chromium-headless-shell'];
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

const onPath = (names) =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));

const ofPlaywright = () => createRequire(import.meta.url)('@playwright/test').chromium.executablePath();

/** @returns {string | undefined} the path of a Chrome or Chromium that is there, starts, and has settings to set */
export const findChromium = () =>
  process.env.CHROMIUM_PATH || [...onPath(NAMES), ...ELSEWHERE, ofPlaywright()].find(isBrowser);

/** @returns {string | undefined} the path of the quickest browser that is there and starts: for all other tests */
export const findQuickest = () =>
  process.env.CHROMIUM_PATH || onPath(SHELLS).find(isBrowser) || findChromium();

const isComplete = () => findChromium() !== undefined && findQuickest() !== findChromium();

/** One by one: where the package of the shell does not exist, that of the browser does. */
async function installDebians() {
  if (process.getuid?.() !== 0 || !answers('apt-get', ['--version'])) return;
  console.log('Installing Chromium for the browser tests …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  for (const packages of [['chromium', 'fonts-liberation'], SHELLS])
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** Finds the browsers of the tests, or installs them; ends with what to do where there is none. */
export async function installChromium() {
  const isEnough = process.env.CI === undefined ? findChromium() !== undefined : isComplete();
  if (process.env.CHROMIUM_PATH || isEnough) return;
  await installDebians();
  if (findChromium()) return;
  console.log('No Chrome or Chromium here: installing one for the browser tests …');
  await run(bin('playwright'), ['install', 'chromium']);
  if (findChromium()) return;
  fail('The browser tests need Chrome or Chromium: install one, or name its path in CHROMIUM_PATH.');
}
