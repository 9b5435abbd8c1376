import type { Bulletin } from '../define/bulletin.ts';
import type { AnyContract } from '../define/contract.ts';
import type { Handler } from '../define/handler.ts';
import type { AnyEvent } from '../define/message.ts';
import type { Module } from '../define/module.ts';
import { callNameOf, KIT, nameIn } from '../define/message.ts';
import { KIT_EVENTS } from './kit-events.ts';
import { versionProblems } from '../define/shape.ts';

/* The compiler has checked each module by itself; this checks all of them together. */

type Named = Readonly<Record<string, { readonly name: string; readonly type: string }>>;

/** Why these modules do not fit together; empty if they do. */
export const problemsOf = (modules: readonly Module[]): readonly string[] => [
  ...namesUsedTwice(modules),
  ...modules.flatMap(problemsWithin),
  ...unknownMessages(modules),
  ...forgottenEvents(modules),
];

/** All events that a module declares, each once. */
export const eventsOf = ({ contract, internal }: Module): readonly AnyEvent[] => [
  ...new Set([
    ...Object.values(contract.events),
    ...Object.values(contract.accepts),
    ...Object.values(internal.events),
  ]),
];

export const commandsOf = ({ contract, internal }: Module) => ({
  ...contract.commands,
  ...internal.commands,
});
export const queriesOf = ({ contract, internal }: Module) => ({ ...contract.queries, ...internal.queries });

function namesUsedTwice(modules: readonly Module[]): string[] {
  const problems: string[] = [];
  /** Only the first value that registers a name may register it again. */
  const register = (problem: (name: string, first: unknown) => string) => {
    const owners = new Map<string, unknown>();
    return (name: string, value: unknown) => {
      if (!owners.has(name)) owners.set(name, value);
      else if (owners.get(name) !== value) problems.push(problem(name, owners.get(name)));
    };
  };
  const owner = register((name) => `module ${name} is defined twice`);
  const projection = register((name) => `projection ${name} is defined twice`);
  const message = register((name) => `message ${name} is defined twice`);
  const kind = register((name) => `state ${name} is defined twice`);
  for (const own of KIT_EVENTS) message(own.name, own);

  for (const module of modules) {
    owner(module.contract.name, module);
    for (const definition of [...calls(module), ...eventsOf(module)]) message(definition.name, definition);
    for (const state of module.states) kind(state.kind, state);
    for (const each of module.projections) projection(each.name, each);
  }
  return [
    ...problems,
    ...modules
      .map(({ contract: { name } }) => name)
      .filter((name) => name === KIT || name.includes('.'))
      .map((name) => `no module may be called ${name}`),
    ...shared(modules, 'handled', (module) => [...new Set(calls(module).map(({ name }) => name))]),
    ...shared(modules, 'published', (module) =>
      Object.values(module.contract.events).map(({ name }) => name),
    ),
  ];
}

/** Each name belongs to one module: commands and queries have one handler, published events one feed. */
function shared(
  modules: readonly Module[],
  how: string,
  namesOf: (module: Module) => readonly string[],
): string[] {
  const owners = new Map<string, string>();
  return modules.flatMap((module) =>
    namesOf(module).flatMap((name) => {
      const first = owners.get(name);
      if (first === undefined) owners.set(name, module.contract.name);
      return first === undefined ? [] : [`${name} is ${how} by ${first} and by ${module.contract.name}`];
    }),
  );
}

const calls = ({
  contract,
  internal,
}: Module): readonly { readonly name: string; readonly type: string }[] => [
  ...Object.values(contract.commands),
  ...Object.values(internal.commands),
  ...Object.values(contract.queries),
  ...Object.values(internal.queries),
];

function problemsWithin(module: Module): string[] {
  const { contract, internal } = module;
  const commands = commandsOf(module);
  return [
    ...strangers(module),
    ...misplaced(module, 'command', { ...commands }, callNameOf),
    ...misplaced(module, 'query', { ...queriesOf(module) }, callNameOf),
    ...misplaced(
      module,
      'event',
      { ...contract.events, ...contract.accepts, ...internal.events },
      (type) => type,
    ),
    ...standsTwice(module),
    ...module.bulletins.flatMap((bulletin) => bulletinProblems(contract, bulletin)),
    ...module.states.flatMap((state) => versionProblems(`state ${state.kind}`, state)),
    ...eventsOf(module).flatMap((event) => versionProblems(`event ${event.name}`, event)),
    ...unmatched('command', Object.keys(commands), Object.keys(module.commands)),
    ...unmatched('query', Object.keys(queriesOf(module)), Object.keys(module.queries)),
    ...Object.entries(module.commands).flatMap(([name, handler]) =>
      handler.message === (commands[name]?.name ?? handler.message)
        ? []
        : [`the handler of ${name} handles ${handler.message}`],
    ),
    ...Object.values(module.commands).flatMap((handler) => stageProblems(module, handler, true)),
    ...module.reactions.flatMap((handler) => stageProblems(module, handler, false)),
  ];
}

const misplaced = (
  { contract }: Module,
  what: string,
  messages: Named,
  placeOf: (type: string) => string,
): string[] =>
  Object.entries(messages)
    .filter(([place, { type }]) => place !== placeOf(type))
    .map(
      ([place, { type }]) =>
        `${what} ${type} of ${contract.name} stands under ${place}, not under ${placeOf(type)}`,
    );

/** A module's messages and states must be its own definitions. */
function strangers({ contract, internal, states, projections }: Module): string[] {
  const own = nameIn(contract.name, '');
  const names = [
    ...[contract.commands, contract.queries, contract.events, internal.commands, internal.queries]
      .flatMap((messages: Named) => Object.values(messages))
      .map(({ name }) => name),
    ...states.map(({ kind }) => kind),
    ...projections.map(({ name }) => name),
  ];
  return names
    .filter((name) => !name.startsWith(own))
    .map((name) => `${name} is another module's, and stands in ${contract.name}`);
}

const standsTwice = (module: Module): string[] =>
  calls(module)
    .filter((definition, index, all) => all.indexOf(definition) !== index)
    .map(({ type }) => `message ${type} stands twice in ${module.contract.name}`);

/** What is told to followers has to reach them, and is not to fill the log. */
const bulletinProblems = ({ events, feed }: AnyContract, { query, event }: Bulletin): string[] => [
  ...(events[event.type]?.name === event.name
    ? []
    : [`bulletin ${query.name}: ${event.name} is not published`]),
  ...(event.live ? [] : [`bulletin ${query.name}: ${event.name} is not live`]),
  ...(events[event.type]?.acrossServers
    ? [`bulletin ${query.name}: each server tells ${event.name} itself`]
    : []),
  ...(feed.fields.length === 0 ? [] : [`bulletin ${query.name}: its feed has many topics`]),
];

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

/** A projection is made anew from the log, which must still have all of it. */
function forgottenEvents(modules: readonly Module[]): string[] {
  const kept = new Set(
    modules
      .filter(({ contract }) => contract.feed.keep === 'forever')
      .flatMap(({ contract }) => Object.values<AnyEvent>(contract.events))
      .filter(({ live }) => !live)
      .map(({ name }) => name),
  );
  return modules.flatMap(({ projections }) =>
    projections.flatMap(({ name, events }) =>
      events
        .filter((event) => !kept.has(event.name))
        .map((event) => `projection ${name}: ${event.name} is not kept for ever`),
    ),
  );
}

function unknownMessages(modules: readonly Module[]): string[] {
  const events = new Set([...KIT_EVENTS, ...modules.flatMap(eventsOf)].map(({ name }) => name));
  const commands = new Set(
    modules.flatMap((module) => Object.values(commandsOf(module)).map(({ name }) => name)),
  );
  return modules.flatMap((module) => [
    ...module.reactions
      .filter(({ message }) => !events.has(message))
      .map(({ name }) => `${name}: no such event`),
    ...Object.values(module.sends)
      .map(({ name }) => name)
      .filter((name) => !events.has(name) && !commands.has(name))
      .map((name) => `${module.contract.name} sends ${name}, which nobody declares`),
  ]);
}
