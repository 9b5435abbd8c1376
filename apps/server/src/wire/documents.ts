import type { IncomingMessage, ServerResponse } from 'node:http';
import { documents } from '@tic-tac-toe/api/description';

/** Tells tools of other languages of the API. Made when somebody asks for the first time, since hardly anybody does. */
export function createDocuments(basePath: string) {
  let made: ReadonlyMap<string, string> | undefined;
  const make = () => {
    const { openApi, asyncApi } = documents(basePath);
    return new Map([
      ['/openapi.json', JSON.stringify(openApi)],
      ['/asyncapi.json', JSON.stringify(asyncApi)],
    ]);
  };
  return {
    /** @returns false for any other path */
    answer({ method }: Pick<IncomingMessage, 'method'>, response: ServerResponse, path: string): boolean {
      if (path !== '/openapi.json' && path !== '/asyncapi.json') return false;
      made ??= make();
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      response.setHeader('Cache-Control', 'no-cache');
      response.end(method === 'HEAD' ? undefined : made.get(path));
      return true;
    },
  };
}
