import { type GameId, isGameId } from './ids.ts';

/** As ids are written, in either case, wherever they stand. */
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * The game that a text is about, which is its id or a link to it: people, and the apps that they write in, leave
 * things on a link that they hand on. Undefined where there is no id in it.
 */
export function gameIdIn(text: string): GameId | undefined {
  const id = ID.exec(text)?.[0].toLowerCase();
  return id !== undefined && isGameId(id) ? id : undefined;
}

/** The game whose page is at this path of a link, whatever was left before it or on it. */
export function gameAtPath(path: string): GameId | undefined {
  const [, after = ''] = /(?:\/|%2f)games(?:\/|%2f)(.*)$/is.exec(path) ?? [];
  return gameIdIn(after);
}
