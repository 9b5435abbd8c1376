import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // The server knows under which path it is served: it puts that before what the page names.
  base: './',
  plugins: [react(), tailwindcss()],
  // The page checks nothing by schemas: `unchecked.ts` says why.
  resolve: { alias: { zod: '/src/api/unchecked.ts' } },
  server: {
    // The page and the API share an origin in development too, as cookies and the server's checks expect:
    // the proxy passes the Host header on as it is.
    proxy: { '/trpc': { target: 'http://localhost:8080', ws: true } },
  },
  build: {
    outDir: 'dist',
    // The content security policy has no `data:` for scripts, styles and fonts: each asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What changes rarely stays in the browser's cache when the product changes.
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'libraries', test: /node_modules\// },
          ],
        },
      },
    },
  },
});
