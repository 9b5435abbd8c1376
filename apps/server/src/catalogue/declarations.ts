import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a handler may do, by its type: the compiler has made it of all that its decisions can answer. */
export interface Effects {
  /** Full names of events and commands. */
  readonly emits: readonly string[];
  /** Full names of the events that its timers carry. */
  readonly sets: readonly string[];
  readonly cancels: boolean;
  /** Kinds of states. */
  readonly removes: readonly string[];
}

/** What only the domain's source knows. */
export interface Declarations {
  /** By the name of the handler: `games.GameEnded → scoring.score`. */
  readonly effects: ReadonlyMap<string, Effects>;
  /** What is written above a message, by its full name. */
  readonly words: ReadonlyMap<string, string>;
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Has the compiler declare the domain, and reads that. It takes some seconds. */
export function readDeclarations(): Declarations {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    const config = {
      extends: join(root, 'packages/domain/tsconfig.src.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        outDir: join(folder, 'out'),
        rootDir: join(root, 'packages/domain/src'),
      },
      files: [join(root, 'packages/domain/src/index.ts')],
      include: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]);
    return declarationsIn(join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is declared in the files of a folder; `where` says which of them. */
const declaredIn = (folder: string, where: (path: string) => boolean): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.d.ts') && where(path))
    .toSorted()
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');

const HANDLER = /\bHandler</g;
const MESSAGE =
  /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport declare const \w+: [\w.("/)]*(?:Command|Query|Event)Definition<"([\w.]+)"/g;

function declarationsIn(folder: string): Declarations {
  // The kit knows the types of all handlers, and declares none.
  const text = declaredIn(folder, (path) => !path.startsWith('kit'));
  const effects = new Map<string, Effects>();
  for (const { index, 0: found } of text.matchAll(HANDLER)) {
    const [message, does = '', , state] = typeArguments(text, index + found.length);
    const name = state === 'never' ? unquoted(message) : `${unquoted(message)} → ${unquoted(state)}`;
    effects.set(name, merged(effects.get(name), effectsIn(name, does)));
  }
  const words = [...declaredIn(folder, () => true).matchAll(MESSAGE)].map(
    ([, comment = '', name = '']) => [name, wordsOf(comment)] as const,
  );
  return { effects, words: new Map(words) };
}

const unquoted = (text = ''): string => text.replaceAll('"', '');

/** The text of a comment, in one line. */
const wordsOf = (comment: string): string => comment.replace(/\s*\n\s*\* ?/g, ' ').trim();

/** The arguments of a type, from behind its `<`. */
function typeArguments(text: string, from: number): readonly string[] {
  const found = splitAt(',', text, from);
  return found.map((part) => part.trim());
}

/** The parts of a text between separators that stand in no brackets; up to the bracket that closes what is around it. */
function splitAt(separator: string, text: string, from = 0): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if ('<([{'.includes(character)) depth += 1;
    else if ('>)]}'.includes(character)) depth -= 1;
    if (depth < 0) return [...parts, text.slice(start, at)];
    if (depth > 0 || character !== separator) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}

const NAMED = /^(?:import\("[^"]*"\)\.)?(\w+)/;
const MESSAGES = /\b(?:Event|Command)Message<"([\w.]+)"/g;

/** @throws where the compiler says something that is not understood: better no catalogue than one that lacks it */
function effectsIn(handler: string, union: string): Effects {
  const effects = { emits: [] as string[], sets: [] as string[], cancels: false, removes: [] as string[] };
  for (const part of splitAt('|', union).map((each) => each.trim())) {
    const names = [...part.matchAll(MESSAGES)].map(([, name = '']) => name);
    switch (NAMED.exec(part)?.[1]) {
      case 'EventMessage':
      case 'CommandMessage':
        effects.emits.push(...names);
        break;
      case 'Schedule':
        effects.sets.push(...names);
        break;
      case 'Cancel':
        effects.cancels = true;
        break;
      case 'Remove':
        effects.removes.push(unquoted(typeArguments(part, part.indexOf('<') + 1)[0]));
        break;
      case 'never':
        break;
      default:
        throw new Error(`${handler} is declared to do ${part}.`);
    }
  }
  return merged(undefined, effects);
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/** Two handlers may do the same state something at the same event. */
const merged = (one: Effects | undefined, other: Effects): Effects => ({
  emits: sorted([...(one?.emits ?? []), ...other.emits]),
  sets: sorted([...(one?.sets ?? []), ...other.sets]),
  cancels: other.cancels || (one?.cancels ?? false),
  removes: sorted([...(one?.removes ?? []), ...other.removes]),
});
