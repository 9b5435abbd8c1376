import { accessSync, constants, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseRefused } from './failures.ts';

/**
 * The one name of a file, whatever links lead to it, so that it has one lock. Makes its folder where it is
 * missing.
 * @throws DatabaseRefused `UNWRITABLE`
 */
export function locate(file: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const path = existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
    accessSync(dirname(path), constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.W_OK);
    return path;
  } catch (error) {
    throw new DatabaseRefused('UNWRITABLE', `The database ${file} cannot be written: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
