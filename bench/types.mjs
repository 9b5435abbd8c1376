/**
 * What the router's type costs: a contract of 400 commands, its router and a client that calls each of them,
 * beside the same contract whose commands are only made. `node bench/types.mjs`; contenders take turns,
 * the medians of processor time are compared, since the clock on the wall also counts what else the machine
 * does. On a quiet one it shows less, for the checker uses several cores. Fails where the budget is not kept.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = 10;
const COMMANDS_PER_MODULE = 40;
const ROUNDS = 5;
const BUDGET_S = 6;

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = Array.from({ length: MODULES }, (_, index) => `module${index}`);
const messages = (module) =>
  Array.from({ length: COMMANDS_PER_MODULE }, (_, index) => `Do${module.slice(6)}x${index}`);
const inCamelCase = (name) => name.slice(0, 1).toLowerCase() + name.slice(1);

/** Payloads as games have them: branded ids, numbers, lists, a union. */
const payload = `{ gameId: GameId, x: z.number().int().min(0), note: z.string().max(80).optional(),
  players: z.array(z.object({ id: UserId, alias: z.string() })),
  move: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('place'), at: z.tuple([z.number(), z.number()]) }),
    z.object({ kind: z.literal('pass'), why: z.enum(['TIRED', 'STUCK']) }),
  ]) }`;
const argument = `{ gameId, x: 1, players: [{ id, alias: 'Ann' }], move: { kind: 'place', at: [1, 2] } }`;

const commandsFile = (module) => `
import { rejection, scope } from '@tic-tac-toe/domain/kit';
import { GameId, UserId } from '@tic-tac-toe/domain/contracts';
import { z } from 'zod';
const { command } = scope('${module}');
${messages(module)
  .map(
    (name) =>
      `export const ${inCamelCase(name)} = command('${name}', z.object(${payload}), { rejections: [rejection('${name.toUpperCase()}_REFUSED', 'CONFLICT')] });`,
  )
  .join('\n')}
`;

const contractFile = (module) => `
import { contract, scope } from '@tic-tac-toe/domain/kit';
import { GameId, UserId } from '@tic-tac-toe/domain/contracts';
import { z } from 'zod';
import * as commands from './${module}.commands.ts';
const { name, query, event } = scope('${module}');
const Get = query('Get', z.object({ gameId: GameId }), z.object(${payload}));
const Happened = event('Happened', z.object(${payload}));
export const ${module} = contract({
  name,
  commands,
  queries: { get: Get },
  events: { Happened },
  feed: { by: { gameId: GameId } },
});`;

const each = (line) =>
  modules.flatMap((module) => messages(module).map((name) => line(module, name))).join('\n');
const ids = `import type { GameId, UserId } from '@tic-tac-toe/domain/contracts';
declare const gameId: GameId;
declare const id: UserId;`;

const baseline = `${ids}
${modules.map((module) => `import { ${module} } from './${module}.ts';`).join('\n')}
export const made = [
${each((module, name) => `  ${module}.commands.${inCamelCase(name)}(${argument}),`)}
];`;

const router = `${ids}
${modules.map((module) => `import type { ${module} } from './${module}.ts';`).join('\n')}
import { createTRPCClient } from '@trpc/client';
import type { TRPCBuiltRouter } from '@trpc/server';
import type { ContractProcedures, RootTypes } from '${root}packages/api/src/router/app-router.types.ts';
type Modules = { ${modules.map((module) => `${module}: typeof ${module}`).join('; ')} };
const api = createTRPCClient<TRPCBuiltRouter<RootTypes, ContractProcedures<Modules>>>({ links: [] });
export const called = async () => [
${each((module, name) => `  (await api.${module}.${inCamelCase(name)}.mutate(${argument})).position,`)}
];
// @ts-expect-error -- what is measured is a router that refuses what is wrong
export const refused = () => api.module9.do9x39.mutate({ gameId });
export const listened = (stop: AbortSignal) => [
${modules.map((module) => `  api.${module}.events.subscribe({ gameId }, { signal: stop, onData: ({ data }) => data.type === 'Happened' && data.data.move.kind }),`).join('\n')}
];`;

const folder = mkdtempSync(join(tmpdir(), 'types-'));
try {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  for (const module of modules) {
    writeFileSync(join(folder, `${module}.commands.ts`), commandsFile(module));
    writeFileSync(join(folder, `${module}.ts`), contractFile(module));
  }
  for (const [name, text] of Object.entries({ baseline, router })) {
    writeFileSync(join(folder, `${name}.ts`), text);
    const compilerOptions = {
      lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      types: [],
      noUnusedLocals: false,
    };
    const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, files: [`${name}.ts`] };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
  }

  const times = { baseline: [], router: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, taken] of Object.entries(times))
      taken.push(secondsToCheck(join(folder, `${name}.json`)));
  }
  const [without, withRouter] = Object.values(times).map(median);
  console.log(`${MODULES * COMMANDS_PER_MODULE} commands, median of ${ROUNDS}, seconds of processor time`);
  console.log(`contracts alone           ${without.toFixed(2)}`);
  console.log(`with router and client    ${withRouter.toFixed(2)} (budget ${BUDGET_S})`);
  console.log(`ratio                     ${(withRouter / without).toFixed(2)}`);
  if (withRouter > BUDGET_S) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function secondsToCheck(config) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // The shell's own `times` tells what the processes that it started have used: Node cannot.
  const script = '"$0" "$1" -p "$2" && times';
  const { status, stdout } = spawnSync('sh', ['-c', script, process.execPath, tsc, config], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The contenders must compile:\n${stdout}`);
  const children = stdout.trim().split('\n').at(-1) ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
    0,
  );
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
