// Runs before the first paint (see index.html). Without a choice, everything follows the system.
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
