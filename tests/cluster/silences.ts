export interface Silences {
  /** Somebody hears of something. */
  heard(player: string): void;
  /** From now on, the longest silence is looked for; the one that lasts now counts from where it began. */
  begin(): void;
  /** Whether everybody has heard of something after `instant`, in milliseconds of `performance.now`. */
  areOverSince(instant: number): boolean;
  /** The longest time in which somebody heard nothing, in milliseconds. */
  longest(): number;
}

/** How long players, who play all the time, hear nothing of their games. */
export function watchSilences(): Silences {
  const players = new Map<string, { heardAt: number; longest: number }>();
  return {
    heard(player) {
      const now = performance.now();
      const known = players.get(player) ?? { heardAt: now, longest: 0 };
      players.set(player, { heardAt: now, longest: Math.max(known.longest, now - known.heardAt) });
    },
    begin() {
      for (const known of players.values()) known.longest = 0;
    },
    areOverSince: (instant) => [...players.values()].every(({ heardAt }) => heardAt > instant),
    longest: () => Math.max(0, ...[...players.values()].map(({ longest }) => longest)),
  };
}
