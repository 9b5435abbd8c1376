import { scope } from '@tic-tac-toe/domain/kit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from './database.ts';
import { onPostgres, open } from './testing/world.ts';

/* A database that cannot be used is refused with a sentence for the operator, which shows no password. */

onPostgres((cluster) => {
  const refusalOf = (url: string) =>
    openDatabase({ url, kept: [] }).then(
      () => 'opened',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );
  const place = () => `127.0.0.1:${cluster().port}`;
  const asUser = (url: string, user: string) => url.replace('postgres@', `${user}@`);

  async function administer(url: string, statement: string): Promise<void> {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  test('an address where there is none', async () => {
    expect(await refusalOf('postgres://ann:secret@127.0.0.1:1/game')).toBe(
      'DatabaseRefused: No PostgreSQL can be reached at 127.0.0.1:1 (ECONNREFUSED).',
    );
    expect(await refusalOf('postgres://ann:secret@nowhere.invalid/game')).toMatch(
      /^DatabaseRefused: No PostgreSQL can be reached at nowhere\.invalid:5432 \(E\w+\)\.$/,
    );
  });

  test('a wrong password', async () => {
    await cluster().administer('CREATE ROLE guarded');
    await cluster().administer(`CREATE ROLE ann LOGIN PASSWORD 'right' IN ROLE guarded`);
    const url = await cluster().createDatabase();
    expect(await refusalOf(asUser(url, 'ann:wrong'))).toBe(
      `DatabaseRefused: PostgreSQL at ${place()} does not accept the user ann with this password.`,
    );
    expect(await refusalOf(asUser(url, 'nobody'))).toBe(
      `DatabaseRefused: PostgreSQL at ${place()} does not accept the user nobody with this password.`,
    );
  });

  test('a user who may create nothing, or has no connection left', async () => {
    await cluster().administer('CREATE ROLE bea LOGIN');
    await cluster().administer('CREATE ROLE cleo LOGIN CONNECTION LIMIT 0');
    const url = await cluster().createDatabase();
    await administer(url, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    expect(await refusalOf(asUser(url, 'bea'))).toMatch(
      /^DatabaseRefused: The user bea may not do what is needed in the database test_\d+ \(permission denied for schema public\): let the user own it\.$/,
    );
    expect(await refusalOf(asUser(url, 'cleo'))).toBe(
      `DatabaseRefused: PostgreSQL at ${place()} has no connection left for this server.`,
    );
  });

  test('a database that is not there, or of another encoding', async () => {
    const url = await cluster().createDatabase();
    expect(await refusalOf(`${url}x`)).toMatch(
      /^DatabaseRefused: PostgreSQL at \S+ has no database test_\d+x: create it first\.$/,
    );
    await cluster().administer(
      `CREATE DATABASE old ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    expect(await refusalOf(url.replace(/test_\d+$/, 'old'))).toBe(
      `DatabaseRefused: The database old is encoded in SQL_ASCII: create one with ENCODING 'UTF8'.`,
    );
  });

  test('a database of a newer version: of the tables, or of what they hold', async () => {
    const url = await cluster().createDatabase();
    await open(url);
    await administer(url, `INSERT INTO shapes VALUES ('games.game', 1000)`);
    const game = scope('games').state('game', z.object({}));
    const shapes = { states: new Map([[game.kind, game]]), events: new Map() };
    await expect(openDatabase({ url, kept: [], shapes })).rejects.toThrow(
      /^The database test_\d+ was written by a newer version: it may hold games\.game of version 1000\. Use that version/,
    );
    await administer(url, `INSERT INTO migrations VALUES ('newer', 9e15)`);
    expect(await refusalOf(url)).toMatch(
      /^DatabaseRefused: The database test_\d+ was written by a newer version\. Use that version, or a backup/,
    );
  });

  test('of several servers that open a new database at once, one makes its tables, and the others find them', async () => {
    const url = await cluster().createDatabase();
    const opened = await Promise.all(Array.from({ length: 4 }, () => open(url)));
    expect(await Promise.all(opened.map(async ({ log }) => log.head('games')))).toEqual([0, 0, 0, 0]);
  });
});
