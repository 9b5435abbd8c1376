/**
 * The database's clock, read from this machine's steady one: nobody sets that, and what is set on the machine is nobody's
 * concern.
 */
export interface DatabaseTime {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** The database said `at`, somewhen between these two looks at the steady clock. */
  saw(at: number, asked: number, answered: number): void;
}

/** @param steady as `performance.now` */
export function createDatabaseTime(steady: () => number): DatabaseTime {
  /** By how much the database's clock is ahead of the steady one. Whatever is possible by the last answer is left as it is. */
  let ahead: number | null = null;
  return {
    now: () => steady() + (ahead ?? 0),
    saw(at, asked, answered) {
      const [least, most] = [at - answered, at - asked];
      ahead = ahead === null ? (least + most) / 2 : Math.min(most, Math.max(least, ahead));
    },
  };
}
