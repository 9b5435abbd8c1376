import type { Context, Decision, Effect } from '../define/decision.ts';
import type { Handler } from '../define/handler.ts';
import type { Rejection } from '../define/message.ts';

/** Feeds one message to one handler, and returns its answer: `[next state, effects]`, or why there is none. */
export function feed(
  handler: Handler<string, Effect, string>,
  input: {
    readonly state: unknown;
    readonly data: unknown;
    readonly context: Context;
    readonly reads?: Readonly<Record<string, unknown>>;
  },
): Decision<unknown, Effect> | Rejection | { readonly kind: 'skip'; readonly why: string } {
  return handler.run(input.state, input.data, input.context, input.reads ?? {});
}
