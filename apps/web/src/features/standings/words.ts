const rules = new Intl.PluralRules('en', { type: 'ordinal' });
const SUFFIXES = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' } as const;

/** 1st, 2nd, 3rd, 11th, 21st. */
export const ordinal = (rank: number): string => `${rank}${SUFFIXES[rules.select(rank)]}`;

/** 1 game, 2 games. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
