import type { Name } from './use-session.ts';

/** What is pasted with a name and not seen: spaces of all kinds, and marks of where to break and which way to write. */
const UNSEEN_AROUND =
  /^[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+|[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+$/gu;

/** The name in a field, which may still be the one that was made up. */
export function nameIn(field: HTMLInputElement | null, madeUp: string): Name {
  const alias = (field?.value ?? '').replace(UNSEEN_AROUND, '');
  return { alias, isMadeUp: alias === madeUp };
}
