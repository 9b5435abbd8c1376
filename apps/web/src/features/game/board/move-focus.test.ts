import { expect, test } from 'vitest';
import { moveFocus } from './move-focus.ts';

const middle = { x: 1, y: 1 };

test('arrow keys move to the neighbouring square', () => {
  expect(moveFocus(middle, 'ArrowLeft', 3)).toEqual({ x: 0, y: 1 });
  expect(moveFocus(middle, 'ArrowRight', 3)).toEqual({ x: 2, y: 1 });
  expect(moveFocus(middle, 'ArrowUp', 3)).toEqual({ x: 1, y: 0 });
  expect(moveFocus(middle, 'ArrowDown', 3)).toEqual({ x: 1, y: 2 });
});

test('the focus stops at the edges of the board', () => {
  expect(moveFocus({ x: 0, y: 0 }, 'ArrowUp', 3)).toEqual({ x: 0, y: 0 });
  expect(moveFocus({ x: 2, y: 2 }, 'ArrowRight', 3)).toEqual({ x: 2, y: 2 });
});

test('Home and End go to the ends of the row', () => {
  expect(moveFocus(middle, 'Home', 3)).toEqual({ x: 0, y: 1 });
  expect(moveFocus(middle, 'End', 3)).toEqual({ x: 2, y: 1 });
});

test('on a large board it goes on into the next small one, and to the ends of the whole row', () => {
  expect(moveFocus({ x: 2, y: 3 }, 'ArrowRight', 9)).toEqual({ x: 3, y: 3 });
  expect(moveFocus({ x: 4, y: 3 }, 'ArrowUp', 9)).toEqual({ x: 4, y: 2 });
  expect(moveFocus({ x: 4, y: 3 }, 'End', 9)).toEqual({ x: 8, y: 3 });
  expect(moveFocus({ x: 8, y: 8 }, 'ArrowDown', 9)).toEqual({ x: 8, y: 8 });
});

test('other keys move nothing', () => {
  expect(moveFocus(middle, 'Enter', 3)).toBeUndefined();
  expect(moveFocus(middle, 'a', 3)).toBeUndefined();
});
