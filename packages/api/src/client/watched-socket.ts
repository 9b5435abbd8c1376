import { steadyNow } from './steady-now.ts';

/** Proxies that know nothing of WebSockets may leave one without any answer. */
const OPENS_WITHIN_MS = 6_000;

/**
 * The class, which also tells of each socket whether anything came over it: some networks let none open, others
 * open them and pass nothing on. A socket that its owner closes before that could show tells nothing.
 */
export function watched(Socket: typeof WebSocket, tell: (wasHeard: boolean) => void): typeof WebSocket {
  return class extends Socket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      const begunAt = steadyNow();
      const impatience = setTimeout(() => this.close(), OPENS_WITHIN_MS);
      let isTold = false;
      const tellOnce = (wasHeard: boolean) => {
        if (!isTold) tell(wasHeard);
        isTold = true;
      };
      this.addEventListener('open', () => clearTimeout(impatience));
      this.addEventListener('message', () => tellOnce(true));
      const onEnd = () => {
        clearTimeout(impatience);
        const wasGivenUp = steadyNow() - begunAt >= OPENS_WITHIN_MS;
        if (!this.#isClosedByOwner || wasGivenUp) tellOnce(false);
      };
      // What failed to open says so first: then its owner closes it.
      this.addEventListener('error', onEnd);
      this.addEventListener('close', onEnd);
    }

    #isClosedByOwner = false;

    override close(code?: number, reason?: string): void {
      this.#isClosedByOwner = true;
      super.close(code, reason);
    }
  };
}

/** Whether something comes over a new socket. */
export function tryOut(Socket: typeof WebSocket, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const Watched = watched(Socket, resolve);
    const socket = new Watched(url);
    socket.addEventListener('open', () => socket.send('PING'));
    socket.addEventListener('message', () => socket.close());
    setTimeout(() => {
      socket.close();
      resolve(false);
    }, OPENS_WITHIN_MS);
  });
}
