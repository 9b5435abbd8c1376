import { configDefaults, defineConfig } from 'vitest/config';

const exclude = [...configDefaults.exclude, '**/.cache/**'];

export default defineConfig({
  test: {
    projects: [
      {
        // Pure and fast; the timeout is for the properties and the whole game tree on a busy machine.
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.int.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        // Real files, sockets and processes.
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
