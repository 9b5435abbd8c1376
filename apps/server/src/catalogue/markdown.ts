import type {
  CallEntry,
  Catalogue,
  CommandEntry,
  EventEntry,
  HandlerEntry,
  ModuleEntry,
} from './catalogue.ts';

/** The catalogue as a document. */
export function asMarkdown(catalogue: Catalogue): string {
  const modules = catalogue.modules.flatMap((module) => moduleInWords(module, catalogue));
  return `${[
    '# Catalogue',
    'Every message of the product: who may send it, what refuses it, who hears it, and what follows. It is made from the contracts and from the types of the handlers (`npm run describe -- --write`); `apps/server/src/catalogue/catalogue.int.test.ts` checks that it is up to date. On the wire, a command or a query is the procedure of its name in camel case: `games.PlaceMark` is `games.placeMark`.',
    'In the maps, a command is round, an event is a box, and a state is a drum. A dotted arrow is a timer.',
    ...modules,
  ].join('\n\n')}\n`;
}

function moduleInWords(module: ModuleEntry, catalogue: Catalogue): readonly string[] {
  const { name, feed, commands, queries, procedures, events } = module;
  const by = feed && feed.by.length > 0 ? ` of one ${feed.by.map(code).join(' and ')}` : '';
  const map = mapOf(module, catalogue);
  const hasArrows = map.includes('>');
  return [
    `## ${name}`,
    ...(feed
      ? [`Subscription: \`${name}.events\`${by}, open to ${ACCESS[feed.access] ?? feed.access}.`]
      : []),
    ...(hasArrows ? [`\`\`\`mermaid\n${map}\n\`\`\``] : []),
    ...(commands.length > 0 ? [`### Commands of ${name}`] : []),
    ...commands.map(commandInWords),
    ...(queries.length > 0 ? [`### Queries of ${name}`] : []),
    ...queries.map((query) => entry(query, callInWords(query))),
    ...(procedures.length > 0 ? [`### Other procedures of ${name}`] : []),
    ...procedures.map((procedure) => entry(procedure, callInWords(procedure))),
    ...(events.length > 0 ? [`### Events of ${name}`] : []),
    ...events.map((event) => entry(event, eventInWords(event))),
  ];
}

const ACCESS: Readonly<Record<string, string>> = {
  anyone: 'anyone',
  user: 'signed-in users',
  service: 'callers with the service token',
  server: 'the server itself',
};

const code = (name: string) => `\`${name}\``;
const codes = (names: readonly string[]) => names.map(code).join(', ');

function entry(
  { name, words }: { readonly name: string; readonly words: string },
  lines: readonly string[],
): string {
  const said = words === '' ? '' : `\n\n${words}`;
  return `#### ${name}${said}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

const callInWords = ({ access, refusals }: CallEntry): readonly string[] => [
  `Sent by ${ACCESS[access] ?? access}`,
  ...(refusals.length > 0 ? [`Refused: ${codes(refusals)}`] : []),
];

const commandInWords = (command: CommandEntry): string =>
  entry(command, [
    ...callInWords(command),
    ...(command.refusedBy === null || command.refusals.length === 0
      ? []
      : [`The caller hears of a refusal by ${code(command.refusedBy)}`]),
    command.handler.state === null ? 'Decided without a state' : `Decided on ${code(command.handler.state)}`,
    ...effectsInWords(command.handler),
  ]);

const effectsInWords = ({ effects: { emits, sets, cancels, removes } }: HandlerEntry): readonly string[] => [
  ...(emits.length > 0 ? [`May emit ${codes(emits)}`] : []),
  ...(sets.length > 0 ? [`May set a timer: ${codes(sets)}`] : []),
  ...(cancels ? ['May cancel timers'] : []),
  ...(removes.length > 0 ? [`May remove ${codes(removes)}`] : []),
];

const KEPT = {
  forever: 'Kept for ever',
  days: 'Kept for 30 days',
  not: 'Not kept: told to who listens at the moment',
} as const;

function eventInWords({
  audience,
  kept,
  isAccepted,
  answerOf,
  emittedAt,
  setAt,
  reactions,
  foldedInto,
}: EventEntry): readonly string[] {
  return [
    audience === null
      ? 'Heard inside the server only'
      : audience === 'everyone'
        ? 'Heard by everyone who follows'
        : `Heard by those whom it names: ${codes(audience)}`,
    ...(kept ? [KEPT[kept]] : []),
    ...(isAccepted ? ['Brought in by callers with the service token, too'] : []),
    ...(answerOf === null ? [] : [`Tells what ${code(answerOf)} answers, as it changes`]),
    ...(emittedAt.length > 0 ? [`Emitted at ${codes(emittedAt)}`] : []),
    ...(setAt.length > 0 ? [`Rung by a timer that is set at ${codes(setAt)}`] : []),
    ...(foldedInto.length > 0 ? [`Folded into ${codes(foldedInto)}`] : []),
    ...reactions.map((reaction) => {
      const what = effectsInWords(reaction).map((effect) => effect.replace(/^May/, 'may'));
      const on =
        reaction.state === null ? `in ${reaction.module}, without a state` : `on ${code(reaction.state)}`;
      return `Then, ${on}${what.length > 0 ? `: ${what.join('; ')}` : ''}`;
    }),
  ];
}

/** What leads to what, around a module's messages and handlers. */
function mapOf(module: ModuleEntry, { modules }: Catalogue): string {
  const nodes = new Map<string, string>();
  const arrows = new Set<string>();
  const isCommand = (name: string) =>
    modules.some(({ commands }) => commands.some((command) => command.name === name));
  /** A message of this module goes by its short name. */
  const label = (name: string) =>
    name.startsWith(`${module.name}.`) ? name.slice(module.name.length + 1) : name;
  const message = (name: string) => {
    const id = name.replaceAll('.', '_');
    nodes.set(id, isCommand(name) ? `${id}(["${label(name)}"])` : `${id}["${label(name)}"]`);
    return id;
  };
  const state = (kind: string) => {
    const id = `state_${kind.replaceAll('.', '_')}`;
    nodes.set(id, `${id}[("${label(kind)}")]`);
    return id;
  };
  const draw = ({ message: from, state: kind, effects }: HandlerEntry) => {
    if (kind !== null) arrows.add(`${message(from)} --> ${state(kind)}`);
    const source = kind === null ? message(from) : state(kind);
    for (const to of effects.emits) arrows.add(`${source} --> ${message(to)}`);
    for (const to of effects.sets) arrows.add(`${source} -.-> ${message(to)}`);
  };
  const reactions = modules.flatMap(({ events }) => events.flatMap((event) => event.reactions));
  for (const { handler } of module.commands) draw(handler);
  for (const reaction of reactions) if (reaction.module === module.name) draw(reaction);
  return ['flowchart LR', ...nodes.values(), ...arrows].join('\n  ');
}
