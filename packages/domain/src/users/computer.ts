import { type Level, levelOf, levels } from '../games/computer/computer.ts';
import { aliasKey } from './alias.ts';
import type { UserId } from './ids.ts';
import type { PublicUser } from './user.ts';

/*
 * The computer is no user: nobody signs in as it, it is never online, and nothing is stored of it. Its players have names all
 * the same, which are nobody else's.
 */

const aliases: Readonly<Record<Level, string>> = {
  easy: 'Computer (easy)',
  fair: 'Computer (fair)',
  perfect: 'Computer (perfect)',
};

const keys: ReadonlySet<string> = new Set(levels.map((level) => aliasKey(aliases[level])));

/** Undefined for a human. */
export function computerCalled(id: UserId): PublicUser | undefined {
  const level = levelOf(id);
  return level && { id, alias: aliases[level] };
}

export const isOfComputer = (alias: string): boolean => keys.has(aliasKey(alias));
