/**
 * Keeps the files of one build of the page in the browser, so that it starts without a network, and so that a page which
 * is open while the server is updated still finds its own. What players do and see is never kept: calls of the API do not
 * pass through here.
 *
 * A build's worker takes over once no page is open that an earlier one serves, and only then deletes what those needed.
 */

declare const self: ServiceWorkerGlobalScope;

/** Put in by `finish-build.mjs`. */
declare const BUILD: {
  /** Says what is in it. */
  readonly version: string;
  /** Named by their content, from where the worker is. */
  readonly files: readonly string[];
};

/** Under other paths of this host, there may be other servers. */
const OURS = `${self.registration.scope} `;
const KEPT = OURS + BUILD.version;

/** The page, whatever is shown on it. */
const PAGE = './';
const ASSETS = new URL('assets/', self.registration.scope).pathname;

/** A network that has not answered by then is no better than none. */
const PATIENCE_MS = 4_000;

self.addEventListener('install', (event) => event.waitUntil(keepBuild()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return;
  if (mode === 'navigate') event.respondWith(page(event));
  else if (pathname.startsWith(ASSETS)) event.respondWith(asset(event.request));
});

async function keepBuild(): Promise<void> {
  const cache = await caches.open(KEPT);
  // The page first: if the server is updated meanwhile, the files that it does not name are gone, and nothing is kept.
  await cache.add(new Request(PAGE, { cache: 'reload' }));
  await cache.addAll(BUILD.files);
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(OURS) && name !== KEPT).map((name) => caches.delete(name)),
  );
  // The network is asked while this worker starts.
  await self.registration.navigationPreload?.enable();
  // The page that has brought this worker may load more of its files.
  await self.clients.claim();
}

/** The newest page there is: the server's, or without an answer of its own the one that was kept. */
async function page({ request, preloadResponse }: FetchEvent): Promise<Response> {
  const answer = fromNetwork(request, preloadResponse);
  const inTime = await Promise.race([answer.catch(() => undefined), pause(PATIENCE_MS)]);
  if (inTime && inTime.status < 500) return inTime;
  const cache = await caches.open(KEPT);
  return (await cache.match(PAGE, { ignoreVary: true })) ?? answer;
}

async function fromNetwork(request: Request, preloaded: Promise<unknown>): Promise<Response> {
  const response = await preloaded;
  return response instanceof Response ? response : fetch(request);
}

/** One name, one content: of whichever build. */
const asset = async (request: Request): Promise<Response> =>
  (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

const pause = (milliseconds: number) =>
  new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), milliseconds));
