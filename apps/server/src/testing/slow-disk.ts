import { openDatabase } from '@tic-tac-toe/db';
import type { Overrides } from '../server.ts';

/** A database whose commits wait for as long as a test wants. */
export function slowDisk() {
  let disk: Promise<void> | null = null;
  let goOn = () => {};
  let waiting = 0;
  const open: Overrides['openDatabase'] = (options) => {
    const database = openDatabase(options);
    const { store } = database;
    const commit: typeof store.commit = async (work) => {
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
