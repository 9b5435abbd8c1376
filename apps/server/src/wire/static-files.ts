import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { isPagePath } from '@tic-tac-toe/domain/contracts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const COMPRESSIBLE = /^text\/|json$|svg/;

/** Smaller files fit into one packet anyway. */
const WORTH_COMPRESSING_BYTES = 1_024;

type Encoding = 'br' | 'gzip';

const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (body) => promisify(gzip)(body),
};

interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly cacheControl: string;
  /** As the build has made it; else made when first asked for, then kept. */
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

/** A path that names a file. Any other is a route of the app, also where a dot was left on a link to it. */
const isFileName = (path: string): boolean => path.startsWith('/assets/') || /\.\w+$/.test(path);

/** A browser that goes somewhere asks for a page; what a page asks for is a file. */
const isForPeople = ({ headers }: IncomingMessage, path: string): boolean =>
  !path.startsWith('/assets/') && /text\/html/i.test(headers.accept ?? '');

/**
 * The built web app, read once into memory: a rebuild under a running server disturbs nobody. Routes of the app
 * get its page, and so do people who ask for what there is not: it tells them so in its own words, and the answer is 404.
 * @param basePath what stands before all paths in a browser; empty at the root
 * @param headOfAll what stands in the head of every page
 * @returns a handler that answers `false` for what it does not know; `head` stands in the head of a page that it sends
 */
export function staticFiles(
  directory: string,
  basePath = '',
  headOfAll = '',
): (request: IncomingMessage, response: ServerResponse, path: string, head?: string) => boolean {
  const files = existsSync(directory)
    ? readAll(directory, basePath, headOfAll)
    : new Map<string, StaticFile>();
  const page = files.get('/index.html');
  return (request, response, path, head = '') => {
    const isMissing = !files.has(path) && isFileName(path);
    const file = files.get(path) ?? (isMissing && !isForPeople(request, path) ? undefined : page);
    if (!file) {
      // Of another build: it may be here tomorrow, where builds take turns.
      response.setHeader('Cache-Control', 'no-store');
      return false;
    }
    if (file === page && (isMissing || !isPagePath(path))) response.statusCode = 404;
    void send(file === page ? withHead(file, head) : file, request, response);
    return true;
  };
}

/** The page is shown under paths of any depth: what it names beside itself is named from the root. */
const pageAt = (basePath: string, page: string, head: string): Buffer =>
  Buffer.from(beforeEndOfHead(page.replaceAll(/(?<=\b(?:href|src)=")\.\//g, `${basePath}/`), head));

const beforeEndOfHead = (page: string, head: string): string =>
  page.replace('</head>', () => `${head}</head>`);

/** A page of its own, compressed for whoever asks for it. */
function withHead(page: StaticFile, head: string): StaticFile {
  if (head === '') return page;
  const body = Buffer.from(beforeEndOfHead(page.body.toString(), head));
  return { ...page, body, etag: etagOf(body), encoded: new Map() };
}

const etagOf = (body: Buffer): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;

function readAll(directory: string, basePath: string, head: string): Map<string, StaticFile> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    names
      .filter((name) => !isEncoded(name))
      .map((name) => [
        `/${relative(directory, name).split(sep).join('/')}`,
        readOne(directory, name, basePath, head),
      ]),
  );
}

/** What the build puts beside each file that is worth it, by the ends of their names. */
const ENDINGS: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };
const encodings = ['br', 'gzip'] as const;

const isEncoded = (name: string): boolean => encodings.some((encoding) => name.endsWith(ENDINGS[encoding]));

function* readEncoded(name: string): Iterable<[Encoding, Promise<Buffer>]> {
  for (const encoding of encodings) {
    const encoded = `${name}${ENDINGS[encoding]}`;
    if (existsSync(encoded)) yield [encoding, Promise.resolve(readFileSync(encoded))];
  }
}

function readOne(directory: string, name: string, basePath: string, head: string): StaticFile {
  const body =
    extname(name) === '.html' ? pageAt(basePath, readFileSync(name, 'utf8'), head) : readFileSync(name);
  // Vite writes a hash of the content into the names under assets/: such a file never changes.
  const hashed = relative(directory, name).startsWith(`assets${sep}`);
  return {
    body,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    etag: etagOf(body),
    cacheControl: hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    encoded: new Map(readEncoded(name)),
  };
}

async function send(file: StaticFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', file.cacheControl);
  response.appendHeader('Vary', 'Accept-Encoding');
  const encoding = encodingFor(file, request.headers['accept-encoding'] ?? '');
  // Two encodings are two representations: each has a tag of its own.
  const etag = encoding ? file.etag.replace(/"$/, `-${encoding}"`) : file.etag;
  response.setHeader('ETag', etag);
  if (response.statusCode === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  const encoded = encoding && (await encodedBody(file, encoding).catch(() => null));
  if (encoded) response.setHeader('Content-Encoding', encoding);
  const body = encoded ?? file.body;
  response.setHeader('Content-Length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function encodingFor(file: StaticFile, accepted: string): Encoding | null {
  if (file.body.length < WORTH_COMPRESSING_BYTES || !COMPRESSIBLE.test(file.type)) return null;
  return (
    encodings.find((encoding) => new RegExp(`\\b${encoding}\\b(?!;q=0(\\.0*)?(,|$))`).test(accepted)) ?? null
  );
}

function encodedBody(file: StaticFile, encoding: Encoding): Promise<Buffer> {
  const known = file.encoded.get(encoding) ?? compress[encoding](file.body);
  file.encoded.set(encoding, known);
  return known;
}
