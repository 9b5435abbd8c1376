import type { RecordedEffect } from '@tic-tac-toe/domain/operations';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const SYSTEM = '00000000-0000-0000-0000-000000000000';
const NAMED = ['ann', 'bea', 'cid'];

export type Writer = ReturnType<typeof createWriter>;

/** Writes values as the rulebook does: players by name, times from its start. Keeps what has to be imported for that. */
export function createWriter(gameId: string) {
  const imports = new Map<string, Set<string>>();
  const players: string[] = [];
  /** When it was decided, and when it is in the test, in milliseconds from its start. */
  let [decidedAt, now] = [0, 0];

  function from(path: string, name: string): string {
    imports.set(path, (imports.get(path) ?? new Set()).add(name));
    return name;
  }
  const testing = (name: string) => from('../kit/testing/index.ts', name);
  from('vitest', 'test');
  testing('specify');
  from('../testing/people.ts', 'gameNumber');
  from('./module.ts', 'gamesModule');

  function player(id: string): string {
    if (id === SYSTEM) return from('../kit/define/index.ts', 'SYSTEM');
    if (!players.includes(id)) players.push(id);
    const index = players.indexOf(id);
    const name = NAMED[index];
    return name === undefined
      ? `${from('../testing/people.ts', 'person')}(${index})`
      : from('../testing/people.ts', name);
  }

  function text(value: string): string {
    if (value === gameId) return 'gameId';
    if (players.includes(value)) return player(value);
    if (UUID.test(value)) return testing('anyId');
    if (!INSTANT.test(value))
      return JSON.stringify(value)
        .replaceAll("'", String.raw`\'`)
        .replaceAll('"', "'");
    const passed = Date.parse(value) - decidedAt + now;
    return `${from('../kit/define/index.ts', 'toInstant')}(${from('../testing/people.ts', 'START')} + ${passed})`;
  }

  function value(of: unknown): string {
    if (typeof of === 'string') return text(of);
    if (Array.isArray(of)) return `[${of.map(value).join(', ')}]`;
    if (typeof of !== 'object' || of === null) return String(of);
    const fields = Object.entries(of).map(([name, part]) => {
      const written = value(part);
      return written === name ? name : `${name}: ${written}`;
    });
    return `{ ${fields.join(', ')} }`;
  }

  const message = ({ kind, type, data }: RecordedEffect) =>
    `${from(kind === 'command' ? './commands.ts' : './events.ts', type)}(${value(data)})`;

  return {
    setTime: (at: number, elapsed: number) => void ([decidedAt, now] = [at, elapsed]),
    message,
    said(command: RecordedEffect): string {
      const actor = player(command.actor);
      return `${testing('as')}(${actor}, ${message(command)})`;
    },
    after: (milliseconds: number) => `${testing('after')}(${milliseconds})`,
    rejection: (reason: string) => from('./rejections.ts', reason),
    imports: () =>
      [...imports]
        .toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
        .map(([path, names]) => `import { ${[...names].toSorted().join(', ')} } from '${path}';\n`)
        .join(''),
  };
}

/** Packages first, then folders above, then neighbours. */
const rank = (path: string): number => (path.startsWith('../') ? 1 : path.startsWith('./') ? 2 : 0);
