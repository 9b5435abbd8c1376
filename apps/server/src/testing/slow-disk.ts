import { openDatabase } from '@tic-tac-toe/db';
import { type Commit, progress } from '@tic-tac-toe/domain/kit';
import type { Overrides } from '../server.ts';

/** A commit that nobody waits for: the read models follow in the background, at moments of their own. */
export const isOfProjection = ({ states }: Commit): boolean =>
  states.some(({ definition }) => definition === progress);

/** A database whose commits wait for as long as a test wants. */
export function slowDisk() {
  let disk: Promise<void> | null = null;
  let goOn = () => {};
  let waiting = 0;
  const open: Overrides['openDatabase'] = (options) => {
    const database = openDatabase(options);
    const { store } = database;
    const commit: typeof store.commit = async (work) => {
      if (isOfProjection(work)) return store.commit(work);
      if (disk) waiting += 1;
      await disk;
      return store.commit(work);
    };
    return { ...database, store: { ...store, commit } };
  };
  return {
    openDatabase: open,
    /** Commits that wait, or have waited. */
    waiting: () => waiting,
    stall() {
      disk = new Promise((resolve) => {
        goOn = resolve;
      });
    },
    goOn() {
      disk = null;
      goOn();
    },
  };
}
