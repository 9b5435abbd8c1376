/** A clone is the same on every machine, whatever git is set to there. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const git = (cwd: string, ...args: readonly string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });

// A copy that was not made by git has the line endings that it was packed with.
const isClone = existsSync(join(root, '.git'));

describe.runIf(isClone)('a clone where git is set to put CRLF at the ends of lines (autocrlf)', () => {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  beforeAll(() => void git(root, 'clone', '--quiet', '--config', 'core.autocrlf=true', root, clone));
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  test('has LF in every text file, so that the format check and the tests pass there as here', () => {
    // Index, work tree, attributes, and after a tabulator the path.
    const files = git(clone, 'ls-files', '--eol').trim().split('\n');
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((line) => /\bw\/(crlf|mixed)\b/.test(line))).toEqual([]);
    const formatted = execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/prettier/bin/prettier.cjs'),
        '--check',
        'scripts',
        'package.json',
        'README.md',
      ],
      { cwd: clone, encoding: 'utf8' },
    );
    expect(formatted).toContain('All matched files use Prettier code style!');
  });

  test.each(['packages/db/fixtures/0000-first-schema.sqlite', 'apps/web/public/icon-192.png'])(
    'leaves %s as it is',
    (path) => {
      const committed = execFileSync('git', ['show', `HEAD:${path}`], { cwd: clone });
      expect(readFileSync(join(clone, path)).equals(committed)).toBe(true);
    },
  );
});
