/** As much of the WebSocket class as a client needs; that of the `ws` package has it too. */
export type WebSocketClass = new (url: string) => {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
};

/** How long the other side may take to agree that a connection is closed. */
const CLOSING_MS = 1_000;

/**
 * A socket whose network is dead cannot close: browsers wait up to a minute for the other side, `ws` half of
 * one, and for all that time it would look connected. This one says that it is closed after a second.
 */
export function promptlyClosing(Socket: WebSocketClass): typeof WebSocket {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both classes name alike all that tRPC's client uses
  const Base: typeof WebSocket = Socket as never;
  return class extends Base {
    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      setTimeout(() => {
        if (this.readyState !== this.CLOSING) return;
        if (canTerminate(this)) this.terminate();
        else this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
      }, CLOSING_MS);
    }
  };
}

const canTerminate = (socket: object): socket is { terminate(): void } => 'terminate' in socket;
