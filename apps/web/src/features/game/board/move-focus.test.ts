import { expect, test } from 'vitest';
import { moveFocus } from './move-focus.ts';

const middle = { x: 1, y: 1 };

test('arrow keys move to the neighbouring square', () => {
  expect(moveFocus(middle, 'ArrowLeft')).toEqual({ x: 0, y: 1 });
  expect(moveFocus(middle, 'ArrowRight')).toEqual({ x: 2, y: 1 });
  expect(moveFocus(middle, 'ArrowUp')).toEqual({ x: 1, y: 0 });
  expect(moveFocus(middle, 'ArrowDown')).toEqual({ x: 1, y: 2 });
});

test('the focus stops at the edges of the board', () => {
  expect(moveFocus({ x: 0, y: 0 }, 'ArrowUp')).toEqual({ x: 0, y: 0 });
  expect(moveFocus({ x: 2, y: 2 }, 'ArrowRight')).toEqual({ x: 2, y: 2 });
});

test('Home and End go to the ends of the row', () => {
  expect(moveFocus(middle, 'Home')).toEqual({ x: 0, y: 1 });
  expect(moveFocus(middle, 'End')).toEqual({ x: 2, y: 1 });
});

test('other keys move nothing', () => {
  expect(moveFocus(middle, 'Enter')).toBeUndefined();
  expect(moveFocus(middle, 'a')).toBeUndefined();
});
