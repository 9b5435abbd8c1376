import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseRefused, messageOf } from '../failures.ts';
import { makeFolder } from './folder.ts';

/**
 * The real path of a file, with symbolic links resolved, so that it has one lock. Creates its folder if it is missing.
 * @throws DatabaseRefused `UNWRITABLE`, `IN_USE`
 */
export function locate(file: string): string {
  try {
    makeFolder(dirname(file));
    if (!existsSync(file)) return join(realpathSync(dirname(file)), basename(file));
    refuseOtherNames(file);
    return realpathSync(file);
  } catch (error) {
    if (error instanceof DatabaseRefused) throw error;
    throw new DatabaseRefused(
      'UNWRITABLE',
      `The folder of the database ${file} cannot be made: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/** Each hard link is a name of its own, with a lock of its own: two servers would write to one file. */
function refuseOtherNames(file: string): void {
  const stats = statSync(file);
  if (!stats.isFile() || stats.nlink === 1) return;
  throw new DatabaseRefused(
    'IN_USE',
    `${file} has another name, by a hard link: a server could be running on that. Remove the link, or use a copy.`,
  );
}
