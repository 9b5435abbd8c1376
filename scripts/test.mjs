// `npm test`: installs what it needs, then runs every check, and says at the end how many passed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from './lib/build.mjs';
import { installChromium } from './lib/chromium.mjs';
import { install } from './lib/install.mjs';
import { bin, root, run, stopOnSignals } from './lib/run.mjs';

stopOnSignals();
await install();
await installChromium();

const reports = `${root}.cache/reports`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const results = [];
const isCi = process.env.CI !== undefined;

/** A check passes or fails as a whole. */
async function check(name, passes) {
  console.log(`\n— ${name}`);
  const passed = await passes();
  results.push({ name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, failures: [] });
}

/** A suite counts its tests; one that ran none, or ended badly without a failed test, has failed. */
async function suite(name, command, args, options, count) {
  console.log(`\n— ${name}`);
  const code = await run(command, args, options);
  let counts = { passed: 0, failed: 0, failures: [] };
  try {
    counts = count();
  } catch (error) {
    console.error(`No report of ${name}: ${error.message}`);
  }
  const isSound = code === 0 && counts.passed > 0;
  results.push({ name, ...counts, failed: Math.max(counts.failed, isSound ? 0 : 1) });
}

const report = (file) => JSON.parse(readFileSync(`${reports}/${file}`, 'utf8'));

/** What has failed is said once more at the end, where somebody looks who has only the end of what was printed. */
const failuresOfVitest = (files) =>
  files.flatMap(({ name, message, assertionResults }) => {
    const file = name.replace(root, '');
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return message ? [`${file}\n${message}`] : [];
    return failed.map(
      ({ fullName, failureMessages }) => `${file} › ${fullName}\n${failureMessages.join('\n')}`,
    );
  });

const failuresOfPlaywright = (suites) =>
  suites.flatMap(({ suites: inner = [], specs = [] }) => [
    ...failuresOfPlaywright(inner),
    ...specs.flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected')
        .map(({ projectName, results: tries }) => {
          const messages = tries.flatMap(({ errors }) => errors.map((error) => error.message));
          return `${file} › ${title} [${projectName}]\n${messages.join('\n')}`;
        }),
    ),
  ]);

const succeeds = (command, args) => async () => (await run(command, args)) === 0;

await check('format', succeeds(bin('prettier'), ['--check', '--log-level', 'warn', '.']));
await check('lint', succeeds(bin('oxlint'), ['--max-warnings', '0']));
await check('unused code', succeeds(bin('knip'), []));
await check('types', succeeds('npm', ['run', '--silent', 'typecheck']));
await check('build', build);
await suite(
  'unit and integration tests',
  bin('vitest'),
  [
    'run',
    '--reporter',
    isCi ? 'dot' : 'default',
    '--reporter',
    'json',
    '--outputFile.json',
    `${reports}/vitest.json`,
  ],
  {},
  () => {
    const { numPassedTests, numFailedTests, testResults } = report('vitest.json');
    return { passed: numPassedTests, failed: numFailedTests, failures: failuresOfVitest(testResults) };
  },
);
await suite(
  'browser tests',
  bin('playwright'),
  ['test'],
  { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/playwright.json` } },
  () => {
    const { stats, suites } = report('playwright.json');
    return { passed: stats.expected, failed: stats.unexpected, failures: failuresOfPlaywright(suites) };
  },
);

for (const { failures } of results) {
  for (const failure of failures)
    console.log(`\n ✗ ${failure.trim().split('\n').slice(0, 12).join('\n   ')}`);
}
console.log('');
for (const { name, passed, failed } of results) {
  console.log(`${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed`.replace(/^(.)/, ' $1'));
}
const sum = (what) => results.reduce((total, result) => total + result[what], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
