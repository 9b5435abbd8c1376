/** Before the router looks at the address: people, and the apps that they write in, leave things on links. */
import { gameIdIn } from '@tic-tac-toe/api';

/** A link to a game leads there whatever was left on it, and is itself again in the address bar. */
function mendGameLink(pathname: string): string {
  const [, before = '', after = ''] = /^(.*)\/games\/(.*)$/is.exec(pathname) ?? [];
  const gameId = gameIdIn(after);
  return gameId === undefined ? pathname : `${before}/games/${gameId}`;
}

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
const mended = mendEscapes(mendGameLink(pathname));
if (mended !== pathname || (gameIdIn(mended) !== undefined && search + hash !== '')) {
  history.replaceState(history.state, '', mended);
}
