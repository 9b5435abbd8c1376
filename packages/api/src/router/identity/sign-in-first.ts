/**
 * A sign-in among the calls of one request: the others wait for its end, and are the new user's. So whoever opens a link
 * to a game signs in and sits down in one round trip.
 */
export interface SignInFirst {
  /** Whether the procedure at this path is the one that the others wait for. */
  readonly is: (path: string) => boolean;
  readonly isOver: Promise<void>;
  /** However it ended: where nobody was signed in, the others are asked as whoever sent them. */
  readonly end: () => void;
}

const START = 'sessions.start';

/**
 * @param paths of all the calls of a request that may change something: what is no mutation may never be carried out
 * @returns null where nothing is to be waited for
 */
export function signInFirst(paths: readonly string[]): SignInFirst | null {
  if (paths.length < 2 || paths.filter((path) => path === START).length !== 1) return null;
  let end = () => {};
  const isOver = new Promise<void>((resolve) => (end = resolve));
  return { is: (path) => path === START, isOver, end: () => end() };
}
