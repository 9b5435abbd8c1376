/** Beside it lies all that the server has to show; a page may be at any depth below. */
const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');

/** The path under which the server is served, as `/` or `/ttt/`. */
export const basePath: string = new URL('.', manifest?.href ?? location.origin).pathname;
