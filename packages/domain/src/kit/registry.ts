import { topicOf } from './contract.ts';
import type { Handler } from './handler.ts';
import type { AnyCommand, AnyEvent, AnyQuery, Audience } from './message.ts';
import { BusHandlerFailed, type Module, type QueryHandler, TimerPostponed } from './module.ts';

/** Where an event goes besides its reactions. */
export interface EventRoute {
  readonly definition: AnyEvent;
  readonly reactions: readonly Handler[];
  readonly audience: (data: unknown) => Audience;
  /** The feed that it is published to; null for an event of the domain's own. */
  readonly topic: (data: unknown) => string | null;
}

export interface CommandRoute {
  readonly definition: AnyCommand;
  readonly handler: Handler;
  readonly module: Module;
}

export interface QueryRoute {
  readonly definition: AnyQuery;
  readonly answer: QueryHandler;
}

/** Who handles what, looked up by the type of a message. */
export interface Registry {
  readonly commands: ReadonlyMap<string, CommandRoute>;
  readonly queries: ReadonlyMap<string, QueryRoute>;
  readonly events: ReadonlyMap<string, EventRoute>;
  readonly modules: readonly Module[];
}

/** The modules do not fit together; the message lists every reason. */
export class ModulesDoNotFit extends Error {
  override readonly name = 'ModulesDoNotFit';
  constructor(problems: readonly string[]) {
    super(`The modules do not fit together:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/**
 * Brings the modules together, and checks again what the compiler has checked: a second handler, a missing
 * one, a name used twice, an unknown stage.
 * @throws ModulesDoNotFit
 */
export function createRegistry(modules: readonly Module[]): Registry {
  const problems = [...namesUsedTwice(modules), ...modules.flatMap(problemsOf), ...unknownEvents(modules)];
  if (problems.length > 0) throw new ModulesDoNotFit(problems);

  const commands = new Map<string, CommandRoute>();
  const queries = new Map<string, QueryRoute>();
  const events = new Map<string, EventRoute>();
  const allReactions = modules.flatMap((module) => module.reactions);

  const addEvent = (definition: AnyEvent, topic: EventRoute['topic']) =>
    events.set(definition.type, {
      definition,
      reactions: allReactions.filter((reaction) => reaction.message === definition.type),
      audience: definition.audience as EventRoute['audience'],
      topic,
    });

  addEvent(BusHandlerFailed, () => null);
  addEvent(TimerPostponed, () => null);
  for (const module of modules) {
    for (const definition of Object.values({ ...module.contract.commands, ...module.internal.commands })) {
      const handler = module.commands[definition.type];
      if (handler) commands.set(definition.type, { definition, handler, module });
    }
    for (const definition of Object.values({ ...module.contract.queries, ...module.internal.queries })) {
      const answer = module.queries[definition.type];
      if (answer) queries.set(definition.type, { definition, answer });
    }
    for (const definition of ownEvents(module)) {
      const published = module.contract.events[definition.type] === definition;
      addEvent(definition, published ? (data) => topicOf(module.contract, data) : () => null);
    }
  }
  return { commands, queries, events, modules };
}

const ownEvents = ({ contract, internal }: Module): readonly AnyEvent[] => [
  ...new Set([
    ...Object.values(contract.events),
    ...Object.values(contract.accepts),
    ...Object.values(internal.events),
  ]),
];

function namesUsedTwice(modules: readonly Module[]): string[] {
  const problems: string[] = [];
  const claim = (owner: Map<string, unknown>, what: string, name: string, value: unknown) => {
    if (owner.has(name) && owner.get(name) !== value) problems.push(`${what} ${name} is defined twice`);
    owner.set(name, value);
  };
  const names = new Map<string, unknown>();
  const kinds = new Map<string, unknown>();
  const owners = new Map<string, unknown>();
  for (const module of modules) {
    claim(owners, 'module', module.contract.name, module);
    const { contract, internal } = module;
    const messages = [contract.commands, contract.queries, internal.commands, internal.queries].flatMap(
      (group) => Object.values<{ readonly type: string }>(group),
    );
    for (const definition of [...messages, ...ownEvents(module)])
      claim(names, 'message', definition.type, definition);
    for (const definition of messages) {
      if (messages.filter((other) => other === definition).length > 1)
        problems.push(`message ${definition.type} stands twice in ${contract.name}`);
    }
    for (const state of module.states) claim(kinds, 'state', state.kind, state);
  }
  return problems;
}

function problemsOf(module: Module): string[] {
  const { contract, internal } = module;
  const commands = { ...contract.commands, ...internal.commands };
  const queries = { ...contract.queries, ...internal.queries };
  return [
    ...unmatched('command', Object.keys(commands), Object.keys(module.commands)),
    ...unmatched('query', Object.keys(queries), Object.keys(module.queries)),
    ...Object.entries(module.commands).flatMap(([name, handler]) =>
      handler.message === name ? [] : [`the handler of ${name} handles ${handler.message}`],
    ),
    ...Object.values(module.commands).flatMap((handler) => stageProblems(module, handler, true)),
    ...module.reactions.flatMap((handler) => stageProblems(module, handler, false)),
  ];
}

const unmatched = (what: string, declared: readonly string[], handled: readonly string[]): string[] => [
  ...declared.filter((name) => !handled.includes(name)).map((name) => `${what} ${name} has no handler`),
  ...handled.filter((name) => !declared.includes(name)).map((name) => `${what} ${name} is not declared`),
];

function stageProblems(module: Module, handler: Handler, all: boolean): string[] {
  if (!handler.state) return [];
  const { kind, stages } = handler.state;
  return [
    ...(module.states.includes(handler.state)
      ? []
      : [`${handler.name}: ${kind} is no state of ${module.contract.name}`]),
    ...handler.stages
      .filter((stage) => !stages.includes(stage))
      .map((stage) => `${handler.name}: no stage ${stage}`),
    ...(all ? stages.filter((stage) => !handler.stages.includes(stage)) : []).map(
      (stage) => `${handler.name}: nothing for stage ${stage}`,
    ),
  ];
}

function unknownEvents(modules: readonly Module[]): string[] {
  const types = new Set([
    BusHandlerFailed.type,
    TimerPostponed.type,
    ...modules.flatMap(ownEvents).map(({ type }) => type),
  ] as string[]);
  const commands = new Set(modules.flatMap(({ commands }) => Object.keys(commands)));
  return modules.flatMap((module) => [
    ...module.reactions
      .filter(({ message }) => !types.has(message))
      .map(({ name }) => `${name}: no such event`),
    ...Object.keys(module.sends)
      .filter((name) => !types.has(name) && !commands.has(name))
      .map((name) => `${module.contract.name} sends ${name}, which nobody declares`),
  ]);
}
