/** Breaks every arrow of the house once, for real, and hears from the tools what is wrong with it. */
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

interface Snippet {
  readonly folder: string;
  readonly code: string;
  /** Part of what the tool says; nothing where the snippet is legal. */
  readonly says?: string;
}

const PURE = 'The domain is pure';
const PORT = 'the rest is a port in src/kit/ports.ts';
const TIME = 'take the time from context.now';
const KIT = 'The kit knows no subdomain';
const FACES = 'The kit has faces';
const ONLY_THE_KIT = 'A subdomain knows only the kit';
const USERS_KNOW = 'Users know games and sessions';
const QUEUE_KNOWS = 'The queue knows games and users';
const LOBBY_KNOWS = 'The lobby knows games and the queue';
const SCORING_KNOWS = 'Scoring knows games and users';
const NO_MODULE = 'The database knows no module';
const NAMES_NONE = 'they name no module of it';
const WHO_CALLS = 'Who calls is found out from users and sessions';
const NO_STORE = 'knows no store';
const NODE = 'what needs Node belongs into apps/server';
const NEITHER = 'neither the wire nor the web';
const NO_APP = 'A feature does not know the app';
const NO_FEATURE = 'know no feature';
const BY_NAME = 'Import a workspace by its name';
const ENVIRONMENT = 'The environment is read in apps/server/src/config.ts alone';

const lintCases: readonly Snippet[] = [
  { folder: 'packages/domain/src/games', code: `import 'node:fs';`, says: PURE },
  { folder: 'packages/domain/src/games', code: `import 'fs';`, says: PURE },
  { folder: 'packages/domain/src/games', code: `import '@trpc/server';`, says: PURE },
  { folder: 'packages/domain/src/games', code: `import 'react';`, says: PURE },
  { folder: 'packages/domain/src/games', code: `import 'drizzle-orm';`, says: PURE },
  { folder: 'packages/domain/src/games', code: `import '@tic-tac-toe/db';`, says: PURE },
  { folder: 'packages/domain/src/games', code: `export const late = await import('ws');`, says: PURE },
  { folder: 'packages/domain/src/games', code: `import '../../../db/src/index.ts';`, says: BY_NAME },
  { folder: 'packages/domain/src/games', code: `export const now = Date.now();`, says: TIME },
  { folder: 'packages/domain/src/games', code: `export const now = new Date();`, says: TIME },
  { folder: 'packages/domain/src/games', code: `export const now = globalThis.Date.now();`, says: TIME },
  { folder: 'packages/domain/src/kit', code: `export const luck = Math.random();`, says: PORT },
  { folder: 'packages/domain/src/games', code: `export const { random } = Math;`, says: PORT },
  { folder: 'packages/domain/src/games', code: `export const id = crypto.randomUUID();`, says: PORT },
  { folder: 'packages/domain/src/games', code: `setTimeout(() => undefined, 1);`, says: PORT },
  { folder: 'packages/domain/src/games', code: `export const { pid } = process;`, says: PORT },
  { folder: 'packages/domain/src/kit', code: `import '../games/contract.ts';`, says: KIT },
  { folder: 'packages/domain/src/kit/testing', code: `import '../../games/contract.ts';`, says: KIT },
  { folder: 'packages/domain/src/games', code: `import 'zod';\nimport '../kit/index.ts';` },
  {
    folder: 'packages/domain/src/games',
    code: `import '../kit/define/index.ts';\nimport '../kit/testing/index.ts';`,
  },
  { folder: 'packages/domain/src/games', code: `import '../kit/define/message.ts';`, says: FACES },
  { folder: 'packages/domain/src/scoring', code: `import '../kit/run/bus.ts';`, says: FACES },
  { folder: 'packages/domain/src/users', code: `import '../kit/ports.ts';`, says: FACES },
  { folder: 'packages/domain/src/games/testing', code: `import '../../kit/run/bus.ts';`, says: FACES },
  { folder: 'packages/domain/src', code: `import './kit/memory/memory-store.ts';`, says: FACES },
  { folder: 'packages/domain/src/kit/testing', code: `import '../index.ts';` },

  { folder: 'packages/domain/src/games', code: `import '../users/ids.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/games', code: `import '../sessions/session.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/games', code: `import '../scoring/contract.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/games', code: `import '../contracts.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/sessions', code: `import '../users/events.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/sessions', code: `import '../games/ids.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/users', code: `import '../scoring/events.ts';`, says: USERS_KNOW },
  { folder: 'packages/domain/src/users', code: `import '../index.ts';`, says: USERS_KNOW },
  {
    folder: 'packages/domain/src/users',
    code: `import '../games/ids.ts';\nimport '../sessions/session.ts';`,
  },
  { folder: 'packages/domain/src/scoring', code: `import '../sessions/messages.ts';`, says: SCORING_KNOWS },
  { folder: 'packages/domain/src/scoring', code: `import '../queue/messages.ts';`, says: SCORING_KNOWS },
  { folder: 'packages/domain/src/users', code: `import '../queue/messages.ts';`, says: USERS_KNOW },
  { folder: 'packages/domain/src/games', code: `import '../queue/messages.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/queue', code: `import '../scoring/score.ts';`, says: QUEUE_KNOWS },
  { folder: 'packages/domain/src/queue', code: `import '../games/events.ts';\nimport '../users/ids.ts';` },
  { folder: 'packages/domain/src/queue', code: `import '../lobby/lists.ts';`, says: QUEUE_KNOWS },
  { folder: 'packages/domain/src/games', code: `import '../lobby/lists.ts';`, says: ONLY_THE_KIT },
  { folder: 'packages/domain/src/lobby', code: `import '../users/online.ts';`, says: LOBBY_KNOWS },
  {
    folder: 'packages/domain/src/lobby',
    code: `import '../games/running.ts';\nimport '../queue/waiting.ts';`,
  },
  { folder: 'packages/domain/src/scoring', code: `import '../games/events.ts';\nimport '../users/ids.ts';` },

  { folder: 'packages/api/src', code: `import 'drizzle-orm/sqlite-core';`, says: NO_STORE },
  { folder: 'packages/api/src', code: `import 'better-sqlite3';`, says: NO_STORE },
  { folder: 'packages/api/src', code: `import '@tic-tac-toe/db';`, says: NO_STORE },
  { folder: 'packages/api/src', code: `import '@tic-tac-toe/db-postgres';`, says: NO_STORE },
  { folder: 'packages/api/src', code: `import 'node:http';`, says: NODE },
  { folder: 'packages/api/src', code: `import '@tic-tac-toe/server';`, says: 'below the apps' },
  { folder: 'packages/api/src', code: `export const { HOME } = process.env;`, says: ENVIRONMENT },
  { folder: 'packages/api/src', code: `import '@trpc/server';\nimport '@tic-tac-toe/domain/kit';` },

  {
    folder: 'packages/api/src/router',
    code: `export { games } from '@tic-tac-toe/domain/contracts';`,
    says: NAMES_NONE,
  },
  {
    folder: 'packages/api/src/router',
    code: `export { users } from '@tic-tac-toe/domain/contracts';`,
    says: NAMES_NONE,
  },
  {
    folder: 'packages/api/src/router',
    code: `export type { GameId } from '@tic-tac-toe/domain';`,
    says: NAMES_NONE,
  },
  { folder: 'packages/api/src/router', code: `export { contracts } from '@tic-tac-toe/domain/contracts';` },
  {
    folder: 'packages/api/src/router/identity',
    code: `export { games } from '@tic-tac-toe/domain/contracts';`,
    says: WHO_CALLS,
  },
  {
    folder: 'packages/api/src/router/identity',
    code: `export { users, sessions } from '@tic-tac-toe/domain/contracts';`,
  },

  { folder: 'packages/db/src', code: `import '@tic-tac-toe/domain';`, says: NO_MODULE },
  { folder: 'packages/db/src/ports', code: `import '@tic-tac-toe/domain';`, says: NO_MODULE },
  { folder: 'packages/db/src/file', code: `import '@tic-tac-toe/domain';`, says: NO_MODULE },
  { folder: 'packages/db/src/threads', code: `import '@tic-tac-toe/domain';`, says: NO_MODULE },
  { folder: 'packages/db/src', code: `import '@tic-tac-toe/domain/contracts';`, says: NO_MODULE },
  { folder: 'packages/db/src', code: `import '@trpc/server';`, says: NEITHER },
  { folder: 'packages/db/src', code: `import '@tic-tac-toe/api';`, says: NEITHER },
  { folder: 'packages/db/src', code: `import 'react';`, says: NEITHER },
  { folder: 'packages/db/src', code: `export const { HOME } = process.env;`, says: ENVIRONMENT },
  { folder: 'packages/db/src', code: `import 'better-sqlite3';\nimport '@tic-tac-toe/domain/kit';` },
  { folder: 'packages/db-postgres/src', code: `import '@tic-tac-toe/domain';`, says: NO_MODULE },
  { folder: 'packages/db-postgres/src/ports', code: `import '@tic-tac-toe/domain';`, says: NO_MODULE },
  { folder: 'packages/db-postgres/src', code: `import '@tic-tac-toe/api';`, says: NEITHER },
  { folder: 'packages/db-postgres/src', code: `import 'pg';\nimport '@tic-tac-toe/domain/kit';` },

  { folder: 'apps/web/src', code: `import 'node:fs';`, says: NODE },
  { folder: 'apps/web/src', code: `import 'drizzle-orm';`, says: NO_STORE },
  { folder: 'apps/web/src/features/game', code: `import 'zod';`, says: 'The page has no schemas' },
  { folder: 'apps/web/src', code: `import '@tic-tac-toe/db';`, says: NO_STORE },
  { folder: 'apps/web/src', code: `import '@tic-tac-toe/server';`, says: 'by its contract alone' },
  { folder: 'apps/web/src', code: `import '@tic-tac-toe/api/router';`, says: 'by its contract alone' },
  {
    folder: 'apps/web/src',
    code: `import '@tic-tac-toe/api/description';`,
    says: 'by its contract alone',
  },
  { folder: 'apps/web/src', code: `import '@tic-tac-toe/domain';`, says: 'not its handlers' },
  { folder: 'apps/web/src', code: `import '@tic-tac-toe/domain/kit/testing';`, says: 'not its handlers' },
  { folder: 'apps/web/src', code: `import 'react';\nimport '@tic-tac-toe/domain/contracts';` },
  { folder: 'apps/web/src/features/game', code: `import '../../app/routes.tsx';`, says: NO_APP },
  { folder: 'apps/web/src/features/game', code: `import 'node:fs';`, says: NODE },
  { folder: 'apps/web/src/features/game', code: `import '../../api/client.ts';\nimport '../session/me.ts';` },
  { folder: 'apps/web/src/api', code: `import '../features/session/me.ts';`, says: NO_FEATURE },
  { folder: 'apps/web/src/ui', code: `import '../app/routes.tsx';`, says: NO_FEATURE },

  { folder: 'apps/server/src', code: `import '@tic-tac-toe/db/src/schema.ts';`, says: BY_NAME },
  { folder: 'apps/server/src', code: `import '../../../packages/db/src/schema.ts';`, says: BY_NAME },
  {
    folder: 'apps/server/src',
    code: `export { users } from '@tic-tac-toe/domain';`,
    says: NAMES_NONE,
  },
  {
    folder: 'apps/server/src/wire',
    code: `export { EndSession } from '@tic-tac-toe/domain';`,
    says: NAMES_NONE,
  },
  {
    folder: 'apps/server/src/identity',
    code: `export { scoring } from '@tic-tac-toe/domain';`,
    says: WHO_CALLS,
  },
  { folder: 'apps/server/src/identity', code: `export { EndSession } from '@tic-tac-toe/domain';` },
  { folder: 'apps/server/src', code: `export { modules } from '@tic-tac-toe/domain';` },
  {
    folder: 'apps/server/src',
    code: `import 'pg';`,
    says: 'SQL is written in packages/db and packages/db-postgres alone',
  },
  {
    folder: 'apps/server/src',
    code: `import 'drizzle-orm';`,
    says: 'SQL is written in packages/db and packages/db-postgres alone',
  },
  { folder: 'apps/server/src', code: `import 'react';`, says: 'it knows none of its code' },
  { folder: 'apps/server/src', code: `export const { HOME } = process.env;`, says: ENVIRONMENT },
  {
    folder: 'apps/server/src',
    code: `import { env } from 'node:process';\nexport { env };`,
    says: ENVIRONMENT,
  },
  {
    folder: 'apps/server/src',
    code: `import '@tic-tac-toe/db';\nimport '@tic-tac-toe/db-postgres';\nimport 'node:http';`,
  },

  { folder: 'examples', code: `import '@tic-tac-toe/db';`, says: 'An example is a plain client' },
  { folder: 'examples', code: `import '@tic-tac-toe/api/client';\nexport const { HOME } = process.env;` },
];

/** Here not even the name exists: neither Node's types nor the browser's reach the domain. */
const typeCases: readonly Snippet[] = [
  {
    folder: 'packages/domain/src/games',
    code: `export const a = process;`,
    says: `Cannot find name 'process'`,
  },
  {
    folder: 'packages/domain/src/games',
    code: `export const b = document;`,
    says: `Cannot find name 'document'`,
  },
  {
    folder: 'packages/domain/src/games',
    code: `setTimeout(() => 1);`,
    says: `Cannot find name 'setTimeout'`,
  },
  { folder: 'packages/domain/src/games', code: `import 'node:fs';`, says: `'node:fs'` },
  { folder: 'packages/domain/src/games', code: `export const e = Array.of(1);` },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const NAME = '__arrow';

const pathOf = (snippet: Snippet, index: number) => `${snippet.folder}/${NAME}-${index}.ts`;

/** What a tool says on standard output, whether or not it is content. */
async function output(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(`${root}node_modules/.bin/${program}`, args, { cwd: root })).stdout;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string') return error.stdout;
    throw error;
  }
}

const RULES = /^eslint\(no-restricted-(imports|globals|properties)\)$/;

interface Diagnostic {
  readonly filename: string;
  readonly code?: string;
  readonly message: string;
  readonly help?: string;
}

const lint = async (paths: readonly string[]): Promise<readonly (readonly [string, string])[]> => {
  const report = JSON.parse(await output('oxlint', ['--format', 'json', ...paths])) as {
    diagnostics: Diagnostic[];
  };
  return report.diagnostics
    .filter(({ code }) => RULES.test(code ?? ''))
    .map(({ filename, message, help }) => [filename, `${message} ${help ?? ''}`]);
};

/** `path(line,column): error TS…: message`, the path relative to the folder that tsc runs in. */
const typecheck = async (): Promise<readonly (readonly [string, string])[]> => {
  const lines = (await output('tsc', ['-p', 'packages/domain/tsconfig.src.json', '--pretty', 'false'])).split(
    '\n',
  );
  return lines.map((line) => [line.slice(0, line.indexOf('(')), line]);
};

const suites = [
  { name: 'the linter', cases: lintCases, run: lint },
  { name: 'the compiler', cases: typeCases, run: typecheck },
];

describe.each(suites)('$name guards the arrows', ({ cases, run }) => {
  const paths = cases.map(pathOf);
  let said: readonly (readonly [string, string])[] = [];

  beforeAll(async () => {
    try {
      for (const [index, { code }] of cases.entries()) writeFileSync(`${root}${paths[index]}`, `${code}\n`);
      said = await run(paths);
    } finally {
      for (const path of paths) rmSync(`${root}${path}`, { force: true });
    }
  });

  const rows = cases.map((snippet, index) => ({ ...snippet, path: pathOf(snippet, index) }));
  const complaints = (path: string) => said.filter(([file]) => file === path).map(([, message]) => message);

  test.each(rows.filter(({ says }) => says !== undefined))('$folder refuses $code', ({ path, says = '' }) => {
    expect(complaints(path).join('\n')).toContain(says);
  });

  test.each(rows.filter(({ says }) => says === undefined))('$folder allows $code', ({ path }) => {
    expect(complaints(path)).toEqual([]);
  });
});
