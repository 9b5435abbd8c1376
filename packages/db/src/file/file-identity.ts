import { statSync } from 'node:fs';
import { StorageFailure } from '../failures.ts';

const identityOf = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false });

/**
 * Makes the check that an open database and its write-ahead log are still at their paths. If they are deleted, moved or
 * replaced, writes still succeed, but go to files that nobody finds again. Moved back, the files are as good as before.
 *
 * @returns a function that throws StorageFailure `MISPLACED`; it takes some microseconds
 */
export function guardFileIdentity(file: string): () => void {
  const opened = [file, `${file}-wal`].map((path) => ({ path, identity: identityOf(path) }));
  return () => {
    for (const { path, identity } of opened) {
      const found = identityOf(path);
      if (found && found.dev === identity?.dev && found.ino === identity.ino) continue;
      throw new StorageFailure(
        'MISPLACED',
        `${path} was ${found ? 'replaced' : 'deleted or moved'} under the running server: nothing can be stored ` +
          `until it is back. Otherwise stop the server, and restore a backup.`,
      );
    }
  };
}
