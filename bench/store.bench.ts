/**
 * What the store costs: games are played through the kit, on SQLite and in memory, 1, 50 and 500 at once. The difference is
 * the store's. `npm run bench:store -- --before ../before --rounds 3`, where `../before` is another checkout that takes turns
 * with this one, so that what disturbs the machine disturbs both; medians are printed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    games: { type: 'string', default: '1,50,500' },
    moves: { type: 'string', default: '12000' },
  },
});

/** What a run prints. CPU is that of all threads, in microseconds a move; latencies are in milliseconds. */
interface Result {
  readonly cpu: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Bytes on disk of a finished game; null in memory. */
  readonly bytes: number | null;
  readonly parts?: readonly (readonly [name: string, bytes: number])[];
}

const here = fileURLToPath(new URL('..', import.meta.url));
const cache = join(here, 'node_modules/.cache', `store-bench-${process.pid}`);

/** Bundles the games with the packages of a checkout, as the product is bundled. @returns the bundle */
async function bundle(checkout: string, name: string): Promise<string> {
  const source = (path: string) => join(checkout, 'packages', path);
  const folder = join(cache, name);
  const outfile = join(folder, 'store-games.js');
  await build({
    entryPoints: [join(here, 'bench/store-games.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['better-sqlite3'],
    alias: {
      '@tic-tac-toe/db': source('db/src/index.ts'),
      '@tic-tac-toe/domain': source('domain/src/index.ts'),
      '@tic-tac-toe/domain/kit': source('domain/src/kit/index.ts'),
      '@tic-tac-toe/domain/contracts': source('domain/src/contracts.ts'),
    },
  });
  cpSync(source('db/src/migrations'), join(folder, 'migrations'), { recursive: true });
  for (const thread of ['writer', 'checkpointer'])
    cpSync(source(`db/src/threads/${thread}-thread.mjs`), join(folder, `${thread}-thread.mjs`));
  return outfile;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const contenders = [
  ...(values.before === undefined
    ? []
    : [{ name: 'before', store: 'sqlite', script: await bundle(resolve(values.before), 'before') }]),
  { name: 'SQLite', store: 'sqlite', script: await bundle(here, 'after') },
  { name: 'memory', store: 'memory', script: await bundle(here, 'memory') },
];

function play(script: string, store: string, games: string): Result {
  // One game at a time waits for the disk after each move.
  const moves = games === '1' ? String(Number(values.moves) / 10) : values.moves;
  const printed = execFileSync(process.execPath, [script, store, games, moves], { encoding: 'utf8' });
  return JSON.parse(printed) as Result;
}

try {
  for (const games of values.games.split(',')) {
    const results = contenders.map((contender) => ({ ...contender, all: [] as Result[] }));
    for (let round = 0; round < Number(values.rounds); round += 1)
      for (const { all, script, store } of round % 2 === 0 ? results : results.toReversed())
        all.push(play(script, store, games));
    const inMemory = median(results.find(({ store }) => store === 'memory')?.all.map(({ cpu }) => cpu) ?? []);
    console.log(`${games} at once, medians of ${values.rounds} rounds:`);
    for (const { name, all } of results) {
      const of = (field: 'cpu' | 'perSecond' | 'p50' | 'p99') => median(all.map((result) => result[field]));
      const { bytes = null, parts = [] } = all[0] ?? {};
      console.log(
        `  ${name.padEnd(8)} ${of('perSecond').toFixed(0).padStart(6)} moves/s, ${of('cpu').toFixed(0).padStart(5)} µs a move` +
          ` (store ${(of('cpu') - inMemory).toFixed(0)}), p50 ${of('p50').toFixed(1)} ms, p99 ${of('p99').toFixed(1)} ms` +
          (bytes === null ? '' : `, ${(bytes / 1_000).toFixed(2)} kB a game`),
      );
      if (games === '500' && parts.length > 0)
        console.log(
          `           ${parts
            .slice(0, 9)
            .map(([part, size]) => `${part} ${size}`)
            .join(', ')}`,
        );
    }
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
}
