/**
 * Sign-ins among the calls of one request: the others wait for their end, and are the new user's. So whoever opens a link
 * to a game signs in and sits down in one round trip. Of several sign-ins, each waits for the one before it: a browser has one
 * cookie, and so whoever has become somebody is refused to become somebody else.
 */
export interface SignInFirst {
  /**
   * Waits for what comes before the call at this path.
   * @returns to be called at its end, however it ended: where nobody was signed in, the others are asked as whoever sent them
   */
  readonly turn: (path: string) => Promise<() => void>;
}

const START = 'sessions.start';
const nothing = () => {};

/**
 * @param paths of all the calls of a request that may change something: what is no mutation may never be carried out
 * @returns null where nothing is to be waited for
 */
export function signInFirst(paths: readonly string[]): SignInFirst | null {
  let left = paths.filter((path) => path === START).length;
  if (paths.length < 2 || left === 0) return null;
  let end = nothing;
  const areOver = new Promise<void>((resolve) => (end = resolve));
  let before = Promise.resolve();
  return {
    async turn(path) {
      if (path !== START) {
        await areOver;
        return nothing;
      }
      const previous = before;
      let pass = nothing;
      before = new Promise((resolve) => (pass = resolve));
      await previous;
      return () => {
        left -= 1;
        if (left === 0) end();
        pass();
      };
    },
  };
}
