import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseRefused, messageOf } from './failures.ts';
import { makeFolder } from './folder.ts';

/**
 * The one name of a file, whatever links lead to it, so that it has one lock. Makes its folder where it is
 * missing.
 * @throws DatabaseRefused `UNWRITABLE`
 */
export function locate(file: string): string {
  try {
    makeFolder(dirname(file));
    return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
  } catch (error) {
    throw new DatabaseRefused(
      'UNWRITABLE',
      `The folder of the database ${file} cannot be made: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}
