import { atHand } from '../define/at-hand.ts';
import { feedField, topicOf } from '../define/contract.ts';
import { commandsOf, eventsOf, problemsOf, queriesOf } from './validate-modules.ts';
import type { Handler } from '../define/handler.ts';
import {
  type AnyCommand,
  type AnyEvent,
  type AnyQuery,
  type Audience,
  nameIn,
  topicAcrossServers,
} from '../define/message.ts';
import type { Module, QueryHandler } from '../define/module.ts';
import { KIT_EVENTS } from './kit-events.ts';

/** A handler, with the timer keys of its module. */
export interface RoutedHandler extends Handler {
  /** The store's key for a timer of the handler's module: `games.turn/…` for `turn/…`. */
  readonly timerKey: (key: string) => string;
}

/** An event's reactions and its topic. */
export interface EventRoute {
  readonly definition: AnyEvent;
  readonly reactions: readonly RoutedHandler[];
  readonly audience: (data: unknown) => Audience;
  /** The topic that it is published to; null for an internal event. */
  readonly topic: (data: unknown) => string | null;
}

export interface CommandRoute {
  readonly definition: AnyCommand;
  readonly handler: RoutedHandler;
  readonly module: Module;
}

export interface QueryRoute {
  readonly definition: AnyQuery;
  readonly answer: QueryHandler;
}

/** The handlers, by the full name of the message. */
export interface Registry {
  readonly commands: ReadonlyMap<string, CommandRoute>;
  readonly queries: ReadonlyMap<string, QueryRoute>;
  readonly events: ReadonlyMap<string, EventRoute>;
  readonly modules: readonly Module[];
}

/** The modules do not fit together; the message lists all problems. */
export class ModulesDoNotFit extends Error {
  override readonly name = 'ModulesDoNotFit';
  constructor(problems: readonly string[]) {
    super(`The modules do not fit together:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/**
 * Combines the modules, and checks again what the compiler has checked: a second or missing handler, a name used twice,
 * an unknown stage.
 * @throws ModulesDoNotFit
 */
export function createRegistry(modules: readonly Module[]): Registry {
  const problems = problemsOf(modules);
  if (problems.length > 0) throw new ModulesDoNotFit(problems);

  const commands = new Map<string, CommandRoute>();
  const queries = new Map<string, QueryRoute>();
  const events = new Map<string, EventRoute>();
  const timerKeys = new Map(modules.map(({ contract: { name } }) => [name, timerKeysOf(name)]));
  const routed = (handler: Handler, { contract: { name } }: Module): RoutedHandler => ({
    ...handler,
    timerKey: timerKeys.get(name) ?? timerKeysOf(name),
  });
  const allReactions = modules.flatMap((module) => module.reactions.map((each) => routed(each, module)));

  const addEvent = (definition: AnyEvent, topic: EventRoute['topic']) =>
    events.set(definition.name, {
      definition,
      reactions: allReactions.filter((reaction) => reaction.message === definition.name),
      audience: definition.audience as EventRoute['audience'],
      topic,
    });

  for (const definition of KIT_EVENTS) addEvent(definition, unpublished);
  for (const module of modules) {
    for (const [place, definition] of Object.entries(commandsOf(module))) {
      const handler = module.commands[place];
      if (handler) commands.set(definition.name, { definition, handler: routed(handler, module), module });
    }
    for (const [place, definition] of Object.entries(queriesOf(module))) {
      const answer = module.queries[place];
      if (answer) queries.set(definition.name, { definition, answer });
    }
    const topic = topicsOf(module.contract);
    for (const definition of eventsOf(module)) {
      const published = module.contract.events[definition.type] === definition;
      // Modules may share an event; the one that publishes it gives the topic.
      if (published) addEvent(definition, topic);
      else if (!events.has(definition.name)) addEvent(definition, internalTopic(definition));
    }
  }
  return { commands, queries, events, modules };
}

/** Cached: a game sets the timer of its turn anew with every move. */
const timerKeysOf = (module: string) => atHand((key: string) => nameIn(module, key));

/** Makes the function from an event's data to its topic. */
function topicsOf(contract: Module['contract']): (data: unknown) => string {
  const [field, ...more] = contract.feed.fields;
  if (field === undefined || more.length > 0) return (data) => topicOf(contract, data);
  const topic = atHand((value: unknown) => topicOf(contract, { [field]: value }));
  return (data) => topic(feedField(data, field));
}

const unpublished = () => null;

function internalTopic(definition: AnyEvent): EventRoute['topic'] {
  if (!definition.acrossServers) return unpublished;
  const topic = topicAcrossServers(definition);
  return () => topic;
}
