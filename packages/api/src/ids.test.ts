import { GameId } from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { newId, newUuid } from './ids.ts';

test('ids are random UUIDs of version 4, all different', () => {
  const ids = Array.from({ length: 1_000 }, newUuid);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('an id is of the kind that is asked for', () => {
  expect(GameId.safeParse(newId(GameId)).success).toBe(true);
});
