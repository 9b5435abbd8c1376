import { defineConfig } from 'vitest/config';

const everywhere = ['packages', 'apps', 'scripts', 'examples', 'bench'];
const files = (ending: string) => everywhere.map((folder) => `${folder}/**/*.${ending}`);

export default defineConfig({
  test: {
    projects: [
      {
        // Pure and fast.
        test: {
          name: 'unit',
          include: [...files('test.ts'), ...files('test.tsx')],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        // Real files, sockets and processes.
        test: {
          name: 'int',
          include: files('int.test.ts'),
          exclude: ['**/node_modules/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
