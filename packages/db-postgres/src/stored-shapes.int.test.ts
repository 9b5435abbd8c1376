import { commitOf, put } from '@tic-tac-toe/db/testing';
import { type AnyState, scope, type Shapes } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { onPostgres, open } from './testing/world.ts';

/* What an earlier version has stored. */

const { state } = scope('games');
const first = state('note', z.object({ text: z.string() }));
const second = state('note', z.object({ text: z.string(), by: z.string() }), {
  version: 2,
  upcasts: { 1: (old: unknown) => ({ ...(old as object), by: 'somebody' }) },
  indexes: { by: ({ by }) => [by] },
});
const unreadable = state('note', z.object({ pages: z.number() }), {
  version: 2,
  upcasts: { 1: (old: unknown) => old },
});
const shapes = (definition: AnyState): Shapes => ({
  states: new Map([[definition.kind, definition]]),
  events: new Map(),
});

onPostgres((cluster) => {
  async function written(): Promise<string> {
    const url = await cluster().createDatabase();
    const { store } = await open(url, { shapes: shapes(first) });
    const notes = Array.from({ length: 1_001 }, (_, index) => put(`n${index}`, 0, { text: 'hello' }, first));
    await store.commit(commitOf({ states: notes }));
    return url;
  }

  test('is read in its newest shape, and found by the indexes of today', async () => {
    const { reader } = await open(await written(), { shapes: shapes(second) });
    expect(await reader.load(second, 'n7')).toMatchObject({ state: { text: 'hello', by: 'somebody' } });
    expect(await reader.where(second, 'by', 'somebody')).toHaveLength(1_001);
  });

  test('refuses a version that cannot read it, which changes nothing', async () => {
    const url = await written();
    await expect(open(url, { shapes: shapes(unreadable) })).rejects.toThrow(
      /^The database test_\d+ holds a state games\.note of version 1, which this version cannot read: .*It was left as it is/,
    );
    const { reader } = await open(url, { shapes: shapes(first) });
    expect(await reader.load(first, 'n7')).toMatchObject({ state: { text: 'hello' } });
  });
});
