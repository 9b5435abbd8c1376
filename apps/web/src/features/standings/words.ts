import { spokenLanguage, tn } from '../../languages/t.ts';

const ENGLISH = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' } as const;
/** Four places have letters of their own: 1r, 2n, 3r, 4t. */
const CATALAN: Readonly<Record<number, string>> = { 1: 'r', 2: 'n', 3: 'r', 4: 't' };

/** 1st, 2nd, 3rd, 11th, 21st; 1.º; 1r, 2n, 5è. */
export function ordinal(rank: number): string {
  switch (spokenLanguage()) {
    case 'es':
      return `${rank}.º`;
    case 'ca':
      return `${rank}${CATALAN[rank] ?? 'è'}`;
    default:
      return `${rank}${ENGLISH[new Intl.PluralRules('en', { type: 'ordinal' }).select(rank)]}`;
  }
}

const things = {
  game: ['{n} game', '{n} games'],
  player: ['{n} player', '{n} players'],
  point: ['{n} point', '{n} points'],
} as const;

/** 1 game, 2 games. */
export function counted(count: number, what: keyof typeof things): string {
  const [one, other] = things[what];
  return tn(count, one, other);
}
