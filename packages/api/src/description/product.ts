import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyContract, Module } from '@tic-tac-toe/domain/kit';
import { sessionSchemas } from '../router/identity/session-schemas.ts';
import { asyncApi } from './async-api.ts';
import { describe, describeApi, type Description } from './describe.ts';
import { openApi } from './open-api.ts';

/** The procedures that no contract has, by path. */
const handMade = Object.fromEntries(
  Object.entries(sessionSchemas).map(([name, schemas]) => [`sessions.${name}`, schemas]),
);

/** All that others rely on. */
export const describeProduct = (modules: readonly Module[]): Description => describe(modules, handMade);

/** The API for tools of other languages. @param basePath what stands before all paths; empty at the root */
export function documents(basePath: string): { readonly openApi: object; readonly asyncApi: object } {
  const description = describeApi(Object.values<AnyContract>(contracts), handMade);
  return { openApi: openApi(description, basePath), asyncApi: asyncApi(description, basePath) };
}
