// Runs before the first paint, and long before the scripts of the page are here (see index.html).

// Without a choice, everything follows the system.
(() => {
  const root = document.documentElement;

  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const bar of document.querySelectorAll('meta[name="theme-color"]')) {
      const { of } = bar.dataset;
      bar.media = root.dataset.theme ? (of === theme ? 'all' : 'not all') : `(prefers-color-scheme: ${of})`;
    }
  };

  try {
    apply(localStorage.getItem('theme'));
  } catch {
    // Storage may be forbidden: the system's theme it is.
  }
  addEventListener('theme', (event) => apply(event.detail));
  // A choice made in one tab holds in the others.
  addEventListener('storage', (event) => event.key === 'theme' && apply(event.newValue));
})();

// What the page asks first, as its client will (askAtStart in apps/web/src/api/client.ts): on a slow phone the answer is here
// before the client is. Where the client asks anything else, this answer is left alone.
(() => {
  const base = new URL('.', document.querySelector('link[rel="manifest"]').href).pathname;
  const [, gameId] =
    /(?:\/|%2f)games(?:\/|%2f).*?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/is.exec(location.pathname) ??
    [];
  const [paths, input] = gameId
    ? ['sessions.me,games.getGame,sessions.keepsCookie', { 1: { gameId: gameId.toLowerCase() } }]
    : ['sessions.me', {}];
  const url = `${base}trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`;
  const sentAt = performance.timeOrigin + performance.now();
  const answer = fetch(url, { signal: AbortSignal.timeout(10_000) });
  // Whoever takes it hears of the failure.
  answer.catch(() => {});
  globalThis.firstAnswer = { url, sentAt, answer };
})();
