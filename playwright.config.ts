import { defineConfig, devices } from '@playwright/test';
import { findQuickest } from './scripts/lib/chromium.mjs';

/** Chromium speaks to nobody but the server under test. */
const flags = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];
const isRoot = process.getuid?.() === 0;
const executablePath = findQuickest();

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: '.cache/browser-tests',
  // Two browsers and a server may share a machine with others. Each step has its patience, which ends what hangs;
  // a test of many steps that is only slow goes on.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: 2,
  // A test that needs a second try is broken.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ?? '.cache/playwright.json' }],
  ],
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    // What a worker answers passes by the routes of a test, and each browser would load every file: offline.spec.ts has it.
    serviceWorkers: 'block',
    // A trace of each test takes as long again as the test: `--trace on` makes them for one that has failed.
    trace: 'off',
    screenshot: 'only-on-failure',
    // Drawn strokes are for players: without them, a test sees at once what is there.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: isRoot ? [...flags, '--no-sandbox'] : flags,
    },
  },
  projects: [
    { name: 'desktop', use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } } },
    // What a narrow page and fingers change; what is said of connections and clocks is the same on both.
    { name: 'phone', use: { ...devices['Pixel 7'] }, grep: /@phone/ },
  ],
});
