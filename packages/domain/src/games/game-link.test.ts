import { expect, test } from 'vitest';
import { gameAtPath, gameIdIn } from './game-link.ts';

const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

test.each([
  id,
  `http://localhost:8080/games/${id}`,
  `<http://localhost:8080/games/${id}>.`,
  `“${id}”`,
  `${id}%20`,
  `/games/${id.toUpperCase()}/`,
  `Play me: http://localhost/games/${id}, now!`,
])('the game is found in %s', (text) => {
  expect(gameIdIn(text)).toBe(id);
});

test.each(['', 'tic-tac-toe', id.slice(1), id.replace('3fa', '3fz'), id.replaceAll('-', '')])(
  'no game is found in "%s"',
  (text) => {
    expect(gameIdIn(text)).toBeUndefined();
  },
);

test.each([`/games/${id}`, `/ttt/games/${id}).`, `/GAMES%2F${id}/`, `/look:/games//${id}`])(
  '%s is the page of a game',
  (path) => {
    expect(gameAtPath(path)).toBe(id);
  },
);

test.each(['/', '/games/', '/games/not-a-game', `/${id}`, `/players/${id}`])('%s is not', (path) => {
  expect(gameAtPath(path)).toBeUndefined();
});
