/** People who are there, each once, however often they have come in: somebody with two tabs is one. */
export interface Attendance {
  enter(who: string): void;
  leave(who: string): void;
  /** How many are there, those of `but` left out. Costs the same for a crowd. */
  count(but: readonly string[]): number;
}

export function createAttendance(): Attendance {
  const times = new Map<string, number>();
  return {
    enter: (who) => void times.set(who, (times.get(who) ?? 0) + 1),
    leave(who) {
      const left = (times.get(who) ?? 0) - 1;
      if (left > 0) times.set(who, left);
      else times.delete(who);
    },
    count: (but) => times.size - [...new Set(but)].filter((who) => times.has(who)).length,
  };
}
