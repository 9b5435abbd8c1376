import { basePath } from '../../api/base-path.ts';

/**
 * Has the browser keep this page's files: it then starts without a network. Nothing of that where the page is not secure,
 * or the browser keeps nothing for this site.
 */
export function keepFiles(): void {
  if ('serviceWorker' in navigator)
    navigator.serviceWorker.register(`${basePath}service-worker.js`).catch(() => {});
}
