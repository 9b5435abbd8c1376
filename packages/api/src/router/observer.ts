import { getTRPCErrorFromUnknown } from '@trpc/server';
import type { Context } from './context.ts';
import { knownError } from './errors.ts';

/** What a call asks for. */
export interface Asked {
  /** As `games.placeMark`: always one that exists. */
  readonly path: string;
  readonly type: 'query' | 'mutation';
}

/** Sees what happens in a context, for those who run the server. */
export interface Observer {
  /**
   * Sees a call from its beginning to its end.
   * @param carryOut does what was asked for; to be called once, and its outcome is that of the call
   * @throws what `carryOut` throws: a TRPCError, as the caller is told
   */
  call<Answer>(asked: Asked, carryOut: () => Promise<Answer>): Promise<Answer>;
  /** A subscriber was told these events. */
  told(events: readonly ToldEvent[]): void;
}

/** An event as an observer sees it. */
export interface ToldEvent {
  readonly type: string;
  /** What led to it; absent where that is not known: an event that no log keeps, or that no module has told. */
  readonly operation?: string;
}

/** Carries a call out, in the sight of the context's observer. @throws TRPCError */
export function observed<Answer>(
  { observer }: Pick<Context, 'observer'>,
  asked: Asked,
  carryOut: () => Promise<Answer>,
): Promise<Answer> {
  if (!observer) return carryOut();
  return observer.call(asked, () =>
    carryOut().catch((cause: unknown) => {
      throw knownError(getTRPCErrorFromUnknown(cause));
    }),
  );
}
