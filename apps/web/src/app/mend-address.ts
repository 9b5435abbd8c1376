/** Before the router looks at the address: people, and the apps that they write in, leave things on links. */
import { gameAtPath } from '@tic-tac-toe/domain/contracts';
import { basePath } from '../api/base-path.ts';

/** A link to a game leads there whatever was left on it, or before it, and is itself again in the address bar. */
function mendGameLink(pathname: string): string {
  const gameId = gameAtPath(pathname);
  return gameId === undefined ? pathname : `${basePath}games/${gameId}`;
}

/** Two slashes in front would make a host of what follows them; links get them where two halves are joined. */
const mendSlashes = (pathname: string): string => pathname.replace(/^\/+/, '/');

/** The half of an escaped letter is no text, and the router would throw. */
function mendEscapes(pathname: string): string {
  try {
    decodeURI(pathname);
    return pathname;
  } catch {
    return pathname.replaceAll('%', '%25');
  }
}

const { pathname, search, hash } = location;
const mended = mendEscapes(mendSlashes(mendGameLink(pathname)));
const isGame = gameAtPath(mended) !== undefined;
/** The one thing that a link to a game may have on it: which of its marks is looked at. */
const move = /[?&](move=\d{1,3})\b/.exec(search)?.[1];
const wanted = isGame ? `${mended}${move === undefined ? '' : `?${move}`}` : `${mended}${search}${hash}`;
if (wanted !== pathname + search + hash) history.replaceState(history.state, '', wanted);
