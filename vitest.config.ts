import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** What is waited for may take long on a busy machine; the default, a second, is a bet on its speed. */
const expect = { poll: { timeout: 30_000 } };

const exclude = [...configDefaults.exclude, '**/.cache/**'];

export default defineConfig({
  test: {
    // By default one core of two stays idle; most of these tests wait now and then.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        // Pure and fast; the timeout is for the properties and the whole game tree on a busy machine.
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.int.test.ts'],
          testTimeout: 60_000,
          expect,
        },
      },
      {
        // Real files, sockets and processes.
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect,
        },
      },
    ],
  },
});
