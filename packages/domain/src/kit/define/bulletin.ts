import type { EventDefinition, EventMessage, NameIn, QueryDefinition, QueryMessage } from './message.ts';

/**
 * The answer of a query, told by a live event to all who follow the module's feed: whenever somebody has begun to
 * follow, and when it has changed, `everyMs` milliseconds apart at least. So what is gathered from all that happens costs the
 * same, however much that is, and nothing where nobody follows. Each server looks for its own followers, and need
 * not hear of what the others do. Whoever follows, and asks the query meanwhile, goes by what was told last.
 */
export interface Bulletin<Module extends string = string> {
  readonly query: { readonly name: NameIn<Module, string> };
  readonly event: { readonly name: NameIn<Module, string>; readonly type: string; readonly live: boolean };
  readonly everyMs: number;
  readonly question: QueryMessage;
  /** @param answer of the query */
  readonly tell: (answer: unknown) => EventMessage;
}

/** @param event a live one, whose data are what the query answers */
export const bulletin = <const Module extends string, Answer>(
  query: QueryDefinition<NameIn<Module, string>, string, {}, Answer>,
  event: EventDefinition<NameIn<Module, string>, string, Answer>,
  everyMs: number,
): Bulletin<Module> => ({
  query,
  event,
  everyMs,
  question: query({}),
  // The query has answered it.
  tell: (answer) => event(answer as Answer),
});
