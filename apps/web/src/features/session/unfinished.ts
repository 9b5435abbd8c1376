/*
 * A sign-in that the server may have carried out, and whose answer has not come. With its operation id the same player is
 * told again: whoever reloads the page on a bad line has not lost the seat that they took. It opens a session, and so it is
 * kept until any answer comes, and in this tab alone.
 */
const KEY = 'signing in';

export interface Unfinished {
  readonly alias: string;
  readonly operationId: string;
}

const isUnfinished = (kept: unknown): kept is Unfinished =>
  typeof kept === 'object' && kept !== null && 'alias' in kept && 'operationId' in kept;

/** Where the browser stores nothing for this site, there is nothing to come back to. */
export function unfinished(): Unfinished | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isUnfinished(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** @param signIn null once it was answered */
export function keepUnfinished(signIn: Unfinished | null): void {
  try {
    if (signIn) sessionStorage.setItem(KEY, JSON.stringify(signIn));
    else sessionStorage.removeItem(KEY);
  } catch {}
}
