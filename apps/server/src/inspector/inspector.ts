import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { describeProduct } from '@tic-tac-toe/api/description';
import {
  ActorId,
  type AnyCommand,
  type AnyQuery,
  type Application,
  type Module,
} from '@tic-tac-toe/domain/kit';
import { createRecorder } from '@tic-tac-toe/domain/kit/observe';
import { z } from 'zod';
import type { Inspect } from './inspect.ts';
import { mayInspect } from './may-inspect.ts';
import { createPage } from './page.ts';

/** More than the longest game has. */
const MAX_LOGGED = 2_000;

const Sent = z.object({ name: z.string(), data: z.unknown(), actor: ActorId });

/** What happens on the bus, and a way to send it anything as anybody: for development, on this machine alone. */
export const createInspector: Inspect = ({ config, modules, clock }) => {
  const recorder = createRecorder(modules, { now: clock.now, steadyNow: () => performance.now() });
  const page = createPage();
  const about = JSON.stringify({
    turnTimeout: config.TURN_TIMEOUT_MS,
    modules: describeProduct(modules).modules,
  });

  async function answerApi(app: Application, request: IncomingMessage, url: URL): Promise<string | null> {
    const { method } = request;
    switch (`${method} ${url.pathname}`) {
      case 'GET /inspect/api/about':
        return about;
      case 'GET /inspect/api/operations':
        return `[${recorder.after(Number(url.searchParams.get('after'))).join(',')}]`;
      case 'GET /inspect/api/log':
        return JSON.stringify(await app.log.read(url.searchParams.get('topic') ?? '', 0, MAX_LOGGED));
      case 'POST /inspect/api/send':
        return JSON.stringify(await send(app, modules, JSON.parse(await text(request))));
      default:
        return null;
    }
  }

  return {
    hooks: recorder.hooks,
    async answer(app, request, response) {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (!/^\/inspect(\/|$)/.test(url.pathname) || !mayInspect(request)) return false;
      response.setHeader('Cache-Control', 'no-store');
      const json = await answerApi(app, request, url);
      if (json !== null) {
        response.setHeader('Content-Type', 'application/json; charset=utf-8').end(json);
        return true;
      }
      if (request.method !== 'GET') return false;
      const name = url.pathname === '/inspect' ? 'index.html' : url.pathname.slice(1);
      return sendFile(response, name, (await page()).get(name));
    },
  };
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

function sendFile(response: ServerResponse, name: string, body: string | Uint8Array | undefined): boolean {
  if (body === undefined) return false;
  response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream').end(body);
  return true;
}

type Sendable = AnyCommand | AnyQuery;

const isNamed =
  (wanted: string) =>
  ({ name }: Sendable): boolean =>
    name === wanted;

/** Answers what the caller would be answered, or `{ problem }` where the message is none. */
async function send(app: Application, modules: readonly Module[], body: unknown): Promise<object> {
  const sent = Sent.safeParse(body);
  if (!sent.success) return { problem: z.prettifyError(sent.error) };
  const { name, data, actor } = sent.data;
  const contracts = modules.map(({ contract }) => contract);
  const definition = contracts
    .flatMap(({ commands, queries }): Sendable[] => [...Object.values(commands), ...Object.values(queries)])
    .find(isNamed(name));
  if (!definition) return { problem: `There is no command or query ${name}.` };
  const parsed = definition.schema.safeParse(data);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was parsed by the schema of this very definition
  const message = definition(parsed.data as never);
  return message.kind === 'command' ? app.execute(message, { actor }) : app.ask(message, { actor });
}
