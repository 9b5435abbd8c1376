import { type Description, describeProduct } from '@tic-tac-toe/api/description';
import {
  type AnyCommand,
  type AnyContract,
  type AnyEvent,
  type AnyQuery,
  type Handler,
  KIT,
  type Module,
  rejection,
  shapesOf,
  SYSTEM,
} from '@tic-tac-toe/domain/kit';
import type { Declarations, Effects } from './declarations.ts';

/** Everything that is sent and told, and what follows. */
export interface Catalogue {
  readonly modules: readonly ModuleEntry[];
}

export interface ModuleEntry {
  readonly name: string;
  /** Which events one subscription follows; null where nothing is published. */
  readonly feed: { readonly by: readonly string[]; readonly access: string } | null;
  readonly commands: readonly CommandEntry[];
  readonly queries: readonly CallEntry[];
  /** What the wire answers by itself: it takes tokens and callers, which no message has. */
  readonly procedures: readonly CallEntry[];
  readonly events: readonly EventEntry[];
}

export interface CallEntry {
  /** Its full name: `games.PlaceMark`. */
  readonly name: string;
  readonly words: string;
  /** Anyone, a user, a service; or only the server itself. */
  readonly access: 'anyone' | 'user' | 'service' | 'server';
  readonly refusals: readonly string[];
}

export interface CommandEntry extends CallEntry {
  readonly handler: HandlerEntry;
  /** The event that tells the caller of a refusal; null for none. */
  readonly refusedBy: string | null;
}

export interface HandlerEntry {
  /** The full name of what it handles. */
  readonly message: string;
  readonly module: string;
  /** The kind of the state that it decides on; null for none. */
  readonly state: string | null;
  readonly effects: Effects;
}

export interface EventEntry {
  readonly name: string;
  readonly words: string;
  /** Everyone who follows the feed, those whom these fields name, or nobody outside the server. */
  readonly audience: 'everyone' | readonly string[] | null;
  /** Null for those of the kit, which know better by themselves. */
  readonly kept: 'forever' | 'days' | 'not' | null;
  /** Whether callers with the service token may bring it in. */
  readonly isAccepted: boolean;
  /** The query whose answer it tells, as that changes; null for none. */
  readonly answerOf: string | null;
  /** The messages whose handlers emit it, or set a timer with it. */
  readonly emittedAt: readonly string[];
  readonly setAt: readonly string[];
  readonly reactions: readonly HandlerEntry[];
  /** The read models that it counts for. */
  readonly foldedInto: readonly string[];
}

/** @throws where a handler is declared nowhere */
export function catalogueOf(modules: readonly Module[], { effects, words }: Declarations): Catalogue {
  const description = describeProduct(modules);
  const handlerEntry = (module: Module, handler: Handler): HandlerEntry => {
    const does = effects.get(handler.name);
    if (!does) throw new Error(`${handler.name} is declared nowhere.`);
    const state = handler.state?.kind ?? null;
    return { message: handler.message, module: module.contract.name, state, effects: does };
  };
  const handlers = modules.flatMap((module) =>
    [...Object.values(module.commands), ...module.reactions].map((each) => handlerEntry(module, each)),
  );
  const projections = modules.flatMap((module) => module.projections);
  const bulletins = modules.flatMap((module) => module.bulletins);
  const callEntry = ({ name, access, rejections }: AnyCommand | AnyQuery, isPublic: boolean): CallEntry => ({
    name,
    words: words.get(name) ?? '',
    access: isPublic ? access : 'server',
    refusals: rejections.map(({ reason }) => reason),
  });

  const moduleEntry = (module: Module): ModuleEntry => {
    const { contract, internal } = module;
    const refusedBy = tellingOfRefusals(module);
    const commandEntry = (place: string, command: AnyCommand, isPublic: boolean): CommandEntry => {
      const handler = module.commands[place];
      if (!handler) throw new Error(`${command.name} has no handler.`);
      const entry = handlerEntry(module, handler);
      return { ...callEntry(command, isPublic), handler: entry, refusedBy: isPublic ? refusedBy : null };
    };
    return {
      name: contract.name,
      feed: feedOf(contract),
      commands: [
        ...Object.entries(contract.commands).map(([place, command]) => commandEntry(place, command, true)),
        ...Object.entries(internal.commands).map(([place, command]) => commandEntry(place, command, false)),
      ],
      queries: [
        ...Object.values(contract.queries).map((query) => callEntry(query, true)),
        ...Object.values(internal.queries).map((query) => callEntry(query, false)),
      ],
      procedures: proceduresOf(description, contract.name),
      events: ownEvents(module).map((event) => eventEntry(event, contract)),
    };
  };
  const eventEntry = (event: AnyEvent, contract: AnyContract | null): EventEntry => {
    const { name } = event;
    const at = (does: (effects: Effects) => readonly string[]) => [
      ...new Set(
        handlers.filter((handler) => does(handler.effects).includes(name)).map(({ message }) => message),
      ),
    ];
    return {
      name,
      words: words.get(name) ?? '',
      audience: contract && audienceIn(description, contract, event),
      kept: contract && keptFor(event, contract),
      isAccepted: contract !== null && Object.values(contract.accepts).includes(event),
      answerOf: bulletins.find((bulletin) => bulletin.event.name === name)?.query.name ?? null,
      emittedAt: at(({ emits }) => emits),
      setAt: at(({ sets }) => sets),
      reactions: handlers.filter(({ message }) => message === name),
      foldedInto: projections.filter(({ events }) => events.includes(event)).map((each) => each.name),
    };
  };
  const ofKit = [...shapesOf(modules).events.values()].filter(({ name }) => name.startsWith(`${KIT}.`));
  const kit = { name: KIT, feed: null, commands: [], queries: [], procedures: [] };
  return {
    modules: [...modules.map(moduleEntry), { ...kit, events: ofKit.map((event) => eventEntry(event, null)) }],
  };
}

const proceduresOf = ({ procedures }: Description, module: string): readonly CallEntry[] =>
  Object.entries(procedures)
    .filter(([path]) => path.startsWith(`${module}.`))
    .map(([name, { access, rejections }]) => ({
      name,
      words: '',
      access,
      refusals: Object.keys(rejections),
    }));

const feedOf = ({ events, feed }: AnyContract): ModuleEntry['feed'] =>
  Object.keys(events).length > 0 ? { by: feed.fields, access: feed.access } : null;

const keptFor = ({ live, type }: AnyEvent, { events, feed }: AnyContract): EventEntry['kept'] =>
  live ? 'not' : events[type] && feed.keep === 'forever' ? 'forever' : 'days';

/** Those of the contract first; those that it shares with another module are told of there. */
const ownEvents = ({ contract, internal }: Module): readonly AnyEvent[] =>
  [
    ...new Set([
      ...Object.values(contract.events),
      ...Object.values(contract.accepts),
      ...Object.values(internal.events),
    ]),
  ].filter(({ name }) => name.startsWith(`${contract.name}.`));

function audienceIn(
  { modules }: Description,
  { name, events }: AnyContract,
  { type }: AnyEvent,
): EventEntry['audience'] {
  return events[type] ? (modules[name]?.events[type]?.audience ?? null) : null;
}

const noId = () => {
  throw new Error('What tells of a refusal makes no id.');
};

/** The event by which a module tells its callers of refusals: it is asked about one. */
function tellingOfRefusals({ contract, whenRejected }: Module): string | null {
  const [command] = Object.values(contract.commands);
  if (!command) return null;
  const context = { now: 0, actor: SYSTEM, newId: noId };
  const told = whenRejected({ name: command.name, data: {} }, rejection('REFUSED', 'CONFLICT'), context);
  return told?.name ?? null;
}
