import { expect, type Locator } from '@playwright/test';
import { placeOf, type Position } from '@tic-tac-toe/domain/contracts';
import { clickSquare, isSettled, type Player, type World } from './world.ts';

/**
 * The shortest win that there is, by the middle row of boards. X always plays in its top row and O in the top row of boards, of
 * which two are won as well. With the sixth mark, O sends X to a board that is decided: the choice is free.
 */
export const WIN = [
  '03',
  '01',
  '13',
  '31',
  '23',
  '61',
  '33',
  '11',
  '43',
  '41',
  '53',
  '81',
  '63',
  '21',
  '73',
  '51',
  '83',
];

const PLACES = [
  ['top left', 'top', 'top right'],
  ['left', 'centre', 'right'],
  ['bottom left', 'bottom', 'bottom right'],
];
const nameOf = ({ x, y }: Position): string => PLACES[y]?.[x] ?? '';

/** @param cell column and row from 0 on the whole board, as `'48'` */
export function square(player: Player, cell: string, content: 'empty' | 'X' | 'O'): Locator {
  const [x = NaN, y = NaN] = [...cell].map(Number);
  const { board, place } = placeOf({ x, y });
  return player.page.getByRole('button', {
    name: new RegExp(`^${nameOf(board)} board(, .*)?, ${nameOf(place)}: ${content}`, 'i'),
  });
}

/** The squares that take a mark of this player's now. */
export const openSquares = (player: Player): Locator =>
  player.page.getByRole('button', { name: /: empty, open to you$/ });

/** Chooses the rules in the lobby, and invites the other to a game by them. */
export async function inviteToUltimate(host: Player, guest: Player): Promise<void> {
  await host.page.getByRole('radio', { name: 'Ultimate' }).check();
  await host.invite(guest);
}

/** Two players at one table; the first of them plays X and moves first. */
export async function seatTwoAtUltimate(world: World, second = 'Bea'): Promise<readonly [Player, Player]> {
  const ann = await world.player('Ann');
  const bea = await world.player(second);
  await inviteToUltimate(ann, bea);
  await bea.accept(ann);
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');
  // In its first half second a game takes neither taps nor keys.
  for (const player of [ann, bea]) await isSettled(square(player, '44', 'empty'));
  return [ann, bea];
}

/** Plays the moves in turn, each once the one before has reached both pages. */
export async function playUltimate(
  players: readonly [Player, Player],
  moves: readonly string[],
  first: 0 | 1 = 0,
): Promise<void> {
  for (const [index, cell] of moves.entries()) {
    const seat = (index + first) % 2 === 0 ? 0 : 1;
    await clickSquare(square(players[seat], cell, 'empty'));
    for (const player of players) await expect(square(player, cell, seat === 0 ? 'X' : 'O')).toBeVisible();
  }
}
