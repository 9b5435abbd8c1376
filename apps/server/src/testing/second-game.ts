import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const PARTS = ['packages/domain', 'packages/api', 'packages/db', 'packages/db-postgres', 'apps/server'];
const LEFT_OUT = /\/(node_modules|dist|\.cache|fixtures)$|\.test\.ts$/;
const DOMAIN = 'packages/domain/src';

/**
 * Makes a checkout that has a second game, draughts: a copy of the games, its name, and a line in two lists. `play-both.ts`
 * plays both.
 * @returns its folder, which is for the caller to delete
 */
export function secondGame(): string {
  const folder = mkdtempSync(join(tmpdir(), 'second-game-'));
  const at = (path: string) => join(folder, path);
  const change = (path: string, from: string, to: string) => {
    const before = readFileSync(at(path), 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} does not have ${from}`);
    writeFileSync(at(path), after);
  };
  for (const part of PARTS)
    cpSync(join(root, part), at(part), { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
  cpSync(join(root, 'tsconfig.base.json'), at('tsconfig.base.json'));
  linkModules(folder);

  cpSync(at(`${DOMAIN}/games`), at(`${DOMAIN}/draughts`), { recursive: true });
  change(`${DOMAIN}/draughts/scope.ts`, `scope('games')`, `scope('draughts')`);
  change(`${DOMAIN}/contracts.ts`, `contractsOf({ users, games,`, `contractsOf({ users, games, draughts,`);
  change(
    `${DOMAIN}/contracts.ts`,
    `import {`,
    `import { games as draughts } from './draughts/contract.ts';\nimport {`,
  );
  change(
    `${DOMAIN}/index.ts`,
    `games: gamesModule(settings),`,
    `games: gamesModule(settings),\n  draughts: draughtsModule(settings),`,
  );
  change(
    `${DOMAIN}/index.ts`,
    `import {`,
    `import { gamesModule as draughtsModule } from './draughts/module.ts';\nimport {`,
  );
  cpSync(fileURLToPath(new URL('play-both.txt', import.meta.url)), at('apps/server/src/play-both.ts'));
  return folder;
}

/** What was installed, but with the packages of this checkout. */
function linkModules(folder: string): void {
  const own = '@tic-tac-toe';
  mkdirSync(join(folder, 'node_modules', own), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== own) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  for (const part of PARTS)
    symlinkSync(join(folder, part), join(folder, 'node_modules', own, part.split('/').at(-1) ?? ''));
}
