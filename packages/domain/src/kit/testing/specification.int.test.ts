/** Runs a test that fails, as a developer would, and reads what the runner says. */
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const name = 'packages/domain/src/games/__failing.test.ts';

const failing = `import { test } from 'vitest';
import { as, like, specify } from '../kit/testing/index.ts';
import { ann, bea } from '../testing/people.ts';
import { CreateGame } from './commands.ts';
import { GAME_NOT_FOUND } from './rejections.ts';
import { GameCreated } from './events.ts';
import { gamesModule } from './module.ts';
import { annJoins, create, gameId } from './testing/play.ts';
const { given } = specify([gamesModule({ turnTimeout: 1 })]);
test('another host', () => {
  given()
    .when(create)
    .then(GameCreated({ gameId, host: bea, createdAt: like({}), expiresAt: '' as never }));
});
test('another reason', () => {
  given(create).when(as(ann, CreateGame({ gameId }))).thenRejected(GAME_NOT_FOUND);
});
test('refused before', () => {
  given(annJoins);
});
`;

let said = '';

beforeAll(async () => {
  writeFileSync(`${root}${name}`, failing);
  try {
    said = await new Promise((resolve) => {
      execFile(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', name],
        { cwd: root, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
        (_error, out, errors) => resolve(`${out}${errors}`),
      );
    });
  } finally {
    rmSync(`${root}${name}`, { force: true });
  }
});

/** What is said of one failed test. */
function saidOf(test: string): string {
  const told = said.split('FAIL ').find((part) => part.includes(`> ${test}\n`)) ?? said;
  expect(told).not.toContain('kit/testing');
  return told;
}

test('a specification that is not kept is told at its line, with what was expected and what came', () => {
  const { length: line } = failing.slice(0, failing.indexOf('.then(')).split('\n');
  const told = saidOf('another host');
  expect(told).toContain(`❯ ${name}:${line}:6`);
  expect(told).toMatch(/-\s+"host": "0000000b/);
  expect(told).toMatch(/\+\s+"host": "0000000a/);
});

test('so is a refusal for another reason', () => {
  const { length: line } = failing.slice(0, failing.indexOf('.thenRejected(')).split('\n');
  const told = saidOf('another reason');
  expect(told).toContain(`❯ ${name}:${line}:`);
  expect(told).toContain('Expected: "GAME_NOT_FOUND"');
  expect(told).toContain('Received: "GAME_ALREADY_EXISTS"');
});

test('and what was given, but is refused', () => {
  const { length: line } = failing.slice(0, failing.indexOf('given(annJoins')).split('\n');
  expect(saidOf('refused before')).toContain(`❯ ${name}:${line}:3`);
});
