import type { Operation, OperationResultEnvelope, TRPCClientError } from '@trpc/client';
import type { Observable, Observer, Unsubscribable } from '@trpc/server/observable';
import type { AppRouter } from '../router/app-router.types.ts';

export type ClientError = TRPCClientError<AppRouter>;
export type Envelope = OperationResultEnvelope<unknown, ClientError>;

/** Asks for a subscription once. */
export type Ask = (op: Operation) => Observable<Envelope, ClientError>;

/** A subscription that goes on from its position each time it is asked for anew, one at a time. */
export function resumable(op: Operation) {
  let lastEventId: string | undefined;
  let drop = () => {};

  function resumed(): Operation {
    if (lastEventId === undefined) return op;
    const input = typeof op.input === 'object' ? op.input : {};
    return { ...op, input: { ...input, lastEventId } };
  }

  function see({ result }: Envelope): void {
    const isData = result.type === undefined || result.type === 'data';
    if (isData && result.id !== undefined) lastEventId = result.id;
  }

  return {
    /** What was asked for before is dropped, and says no more: not even that it is complete, as tRPC's links do. */
    ask(ask: Ask, observer: Observer<Envelope, ClientError>): void {
      drop();
      let isCurrent = true;
      // It may be dropped before it is there: by the first thing that it says.
      const asked: { subscription?: Unsubscribable } = {};
      drop = () => {
        isCurrent = false;
        asked.subscription?.unsubscribe();
      };
      asked.subscription = ask(resumed()).subscribe({
        next(envelope) {
          if (!isCurrent) return;
          see(envelope);
          observer.next(envelope);
        },
        error: (error) => isCurrent && observer.error(error),
        complete: () => isCurrent && observer.complete(),
      });
      if (!isCurrent) asked.subscription.unsubscribe();
    },
    drop: () => drop(),
  };
}
