import { readFileSync } from 'node:fs';
import { contracts, type Game, takesMark, UserId } from '@tic-tac-toe/domain';
import type { Module } from '@tic-tac-toe/domain/kit';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { startServer } from './server.ts';
import { UndoAsked, AskUndo, unnoticed, withUndo, withoutUpcast, withUpcast } from './testing/undo.ts';
import { fixture } from './testing/fixtures.ts';
import { openProduct, type Product, productModules } from './testing/product.ts';

const { getGame: GetGame, getMyGames: GetMyGames } = contracts.games.queries;
const { placeMark: PlaceMark } = contracts.games.commands;

/** Who plays in every game of the fixture. */
const ann = UserId.parse('00000000-0000-4000-9000-000000000001');

const FIRST_EDITION = '0000-first-edition';

/** A server on a copy of the first edition's file, which nothing is to be left of. */
const start = (file: string, modules: readonly Module[]) =>
  startServer(
    { ...readConfig({}), HOST: '127.0.0.1', PORT: 0, DATABASE_FILE: file },
    { modules, log: pino({ level: 'silent' }) },
  );

async function runningGameOf({ app }: Product) {
  const answer = await app.ask<{ readonly games: readonly Game[] }>(GetMyGames({}), { actor: ann });
  const running = (answer.ok ? answer.answer.games : []).find(({ stage }) => stage === 'InProgress');
  if (running?.stage !== 'InProgress') throw new Error('No game of the fixture is running.');
  return running;
}

async function gameOf({ app }: Product, { gameId }: Pick<Game, 'gameId'>): Promise<Game> {
  const answer = await app.ask<{ readonly game: Game }>(GetGame({ gameId }), { actor: ann });
  if (!answer.ok) throw new Error(answer.rejection.reason);
  return answer.answer.game;
}

describe('a mark can be taken back, and games of before that are running', () => {
  test.each([
    [
      'and nobody has said so',
      unnoticed,
      /holds 3 states games\.game \(InProgress\) of version 1, .*: undoAskedBy/,
    ],
    [
      'without the way there',
      withoutUpcast,
      /holds 11 states games\.game of version 1, .*: there is no upcast from version 7/,
    ],
  ])(
    'their shape has changed %s: the server does not start, and leaves the file as it was',
    async (_, change, sentence) => {
      const { file } = fixture(FIRST_EDITION);
      const before = readFileSync(file);
      await expect(start(file, withUndo(productModules, change))).rejects.toMatchObject({
        name: 'DatabaseRefused',
        reason: 'UNREADABLE',
        message: expect.stringMatching(sentence) as unknown,
      });
      expect(readFileSync(file).equals(before)).toBe(true);
    },
  );

  test('their shape has changed with an upcast: a mark is asked back in them, and they are played to their end', async () => {
    const { file, madeAt } = fixture(FIRST_EDITION);
    await using product = await openProduct(file, madeAt, withUndo(productModules, withUpcast));
    const running = await runningGameOf(product);
    expect(running).toMatchObject({ undoAskedBy: null });

    expect(await product.execute(AskUndo({ gameId: running.gameId }), ann)).toMatchObject({ ok: true });
    expect(await gameOf(product, running)).toEqual({ ...running, undoAskedBy: ann });
    const told = await product.app.log.read(`games/${running.gameId}`, 0, 100);
    expect(told.at(-1)).toMatchObject({ type: UndoAsked.type, data: { player: ann } });

    // A move takes the question back, as the new version's turns do.
    const cell = Array.from({ length: 9 }, (_, n) => ({ x: n % 3, y: Math.floor(n / 3) })).find((at) =>
      takesMark(running.board, at),
    );
    if (!cell) throw new Error('The board is full.');
    expect(
      await product.execute(PlaceMark({ gameId: running.gameId, ...cell }), running.playerId),
    ).toMatchObject({ ok: true });
    await product.advance(120_000);
    expect(await gameOf(product, running)).toMatchObject({ stage: 'Ended' });
  });

  test('what the newer version has written, the version of before refuses with a sentence', async () => {
    const { file, madeAt } = fixture(FIRST_EDITION);
    {
      await using newer = await openProduct(file, madeAt, withUndo(productModules, withUpcast));
      await newer.execute(AskUndo({ gameId: (await runningGameOf(newer)).gameId }), ann);
    }
    await expect(start(file, withUndo(productModules, unnoticed))).rejects.toMatchObject({
      reason: 'NEWER',
      message: expect.stringMatching(
        /written by a newer version: it holds 1 state games\.game of version 8, and only version 7 is known/,
      ) as unknown,
    });
  });
});
