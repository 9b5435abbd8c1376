import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { alias } from '../vite.config.ts';

/** Built in memory by the server of `npm run dev` (`apps/server/src/inspector/page.ts`), and never with the players' page. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  plugins: [tailwindcss()],
  resolve: { alias },
  build: {
    write: false,
    assetsInlineLimit: 0,
    assetsDir: 'inspect',
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
