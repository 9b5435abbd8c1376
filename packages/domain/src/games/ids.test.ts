import { expect, test } from 'vitest';
import { GameId, isGameId } from './ids.ts';

const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

test.each([
  id,
  id.toUpperCase(),
  id.replace('-4562', '-9562'),
  id.replace('-b3fc', '-c3fc'),
  id.slice(1),
  ` ${id}`,
  '',
])('the guard says of "%s" what the schema says', (text) => {
  expect(isGameId(text)).toBe(GameId.safeParse(text).success);
});
