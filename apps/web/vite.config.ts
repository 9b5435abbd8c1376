import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/** The letters of the first paint, asked for together with the styles that name them. */
const preloadFont: Plugin = {
  name: 'preload-font',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const font = Object.keys(bundle).find((name) => name.includes('inter-latin-opsz-normal'));
      if (font === undefined) throw new Error('The build has no font to preload.');
      // As large as the scripts, and the page can be read before it comes: it does not hold them up.
      const attrs = {
        rel: 'preload',
        href: `./${font}`,
        as: 'font',
        type: 'font/woff2',
        crossorigin: '',
        fetchpriority: 'low',
      };
      return [{ tag: 'link', attrs, injectTo: 'head' }];
    },
  },
};

/**
 * What the start needs, without what is loaded later. In one file: else each part that a later page needs, too, would be
 * a file of its own, and ten files are 3 kB more than one.
 */
const ofStart = new Set<string>();
const findStart: Plugin = {
  name: 'find-start',
  apply: 'build',
  buildEnd() {
    const waiting = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (ofStart.has(id)) continue;
      ofStart.add(id);
      waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
    }
  },
};

const here = (path: string): string => decodeURIComponent(new URL(path, import.meta.url).pathname);

const isOfLibrary = (id: string): boolean => /node_modules\/|rolldown\/runtime/.test(id);

/** For the inspector's page, too. */
export const alias = {
  // The page checks nothing by schemas: `unchecked.ts` says why.
  zod: here('src/api/unchecked.ts'),
  // It is written for React, and typed by it. Preact carries it out: of 140 kB that a phone loads, React was 64.
  'react-dom/client': 'preact/compat/client',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': here('src/preact/jsx-runtime.ts'),
  'react/jsx-dev-runtime': here('src/preact/jsx-runtime.ts'),
  react: 'preact/compat',
};

export default defineConfig({
  // The server knows under which path it is served: it puts that before what the page names.
  base: './',
  plugins: [tailwindcss(), preloadFont, findStart],
  resolve: { alias },
  server: {
    // The page and the API share an origin in development too, as cookies and the server's checks expect:
    // the proxy passes the Host header on as it is.
    proxy: {
      '/trpc': { target: 'http://localhost:8080', ws: true },
      '/inspect': { target: 'http://localhost:8080' },
    },
  },
  build: {
    outDir: 'dist',
    // The content security policy has no `data:` for scripts, styles and fonts: each asset is a file.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Of libraries that are bundled as they are for servers, too: "use client" means nothing here.
      checks: { moduleLevelDirective: false },
      // What changes rarely stays in the browser's cache when the product changes. No more files than that: a browser
      // has six connections to a server, and what waits for one waits for a whole round trip.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'libraries',
              test: (id) => isOfLibrary(id) && (ofStart.has(id) || id.includes('rolldown/runtime')),
            },
            { name: 'start', test: (id) => ofStart.has(id) },
          ],
        },
      },
    },
  },
});
