import { cellAt, type Game, isClassic, isFull, type Position, winnerOf } from '@tic-tac-toe/domain/contracts';
import { markOf, markOfSeat } from '../seats.ts';
import { placeName } from '../square-names.ts';
import { t } from '../../../languages/t.ts';

const lanes = [0, 1, 2];
const places: readonly Position[] = lanes.flatMap((y) => lanes.map((x) => ({ x, y })));
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The board in a few sentences, for who listens to it: rows of a classic one, small boards of an ultimate one. */
export function readingOf(game: Game): string {
  if (game.stage === 'WaitingForPlayers') return t('The game has not begun.');
  const { board } = game;
  if (isClassic(board)) {
    const row = (y: number) =>
      (board[y] ?? []).map((player) => (player && markOf(game, player)) ?? t('empty')).join(', ');
    return t('Top: {top}. Middle: {middle}. Bottom: {bottom}.', {
      top: row(0),
      middle: row(1),
      bottom: row(2),
    });
  }
  const told = places.flatMap((at) => {
    const small = cellAt(board.boards, at);
    if (!small) return [];
    const winner = winnerOf(small);
    if (winner !== null)
      return [t('{board}: won by {mark}.', { board: capital(placeName(at)), mark: markOfSeat(winner) })];
    if (isFull(small)) return [t('{board}: full.', { board: capital(placeName(at)) })];
    const marks = places.flatMap((place) => {
      const seat = cellAt(small, place);
      return seat == null ? [] : [`${markOfSeat(seat)} ${placeName(place)}`];
    });
    return marks.length > 0 ? [`${capital(placeName(at))}: ${marks.join(', ')}.`] : [];
  });
  return told.length > 0 ? told.join(' ') : t('The board is empty.');
}
