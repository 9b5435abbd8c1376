import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drainMs, readConfig, settingsTable, unknownVariables } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'settings.toml');
  writeFileSync(path, content);
  return path;
}

describe('settings', () => {
  test('have defaults that need nothing', () => {
    expect(readConfig({})).toMatchObject({
      HOST: '::',
      PORT: 8080,
      DATABASE_FILE: 'data/tic-tac-toe.sqlite',
      TURN_TIMEOUT_MS: 20_000,
      LOG_LEVEL: 'info',
      ALLOWED_ORIGINS: [],
      LIMIT_BODY_BYTES: 16_384,
    });
  });

  test('come from the file, and the environment is stronger', () => {
    const CONFIG_FILE = file('port = 9000\nturn_timeout_ms = 5000\nallowed_origins = ["https://a.example"]');
    expect(readConfig({ CONFIG_FILE, PORT: '9001' })).toMatchObject({
      PORT: 9001,
      TURN_TIMEOUT_MS: 5_000,
      ALLOWED_ORIGINS: ['https://a.example'],
    });
  });

  test('name a PostgreSQL database, and a wrong one is not shown, since it may hold a password', () => {
    const DATABASE_URL = 'postgres://ann:secret@db.example.org/game';
    expect(readConfig({ DATABASE_URL })).toMatchObject({ DATABASE_URL });
    for (const wrong of ['mysql://ann:secret@db/game', 'postgres://ann:secret@db', 'secret', 'postgres://'])
      expect(() => readConfig({ DATABASE_URL: wrong })).toThrow(
        /^DATABASE_URL must be as postgres:\/\/user:password@host:5432\/database \(from the environment\)\.$/,
      );
  });

  test('have a server drain where it may share its database, and for as long as they say', () => {
    const DATABASE_URL = 'postgres://ann@db.example.org/game';
    expect(drainMs(readConfig({}))).toBe(0);
    expect(drainMs(readConfig({ DATABASE_URL }))).toBe(3_000);
    expect(drainMs(readConfig({ DATABASE_URL, DRAIN_MS: '0' }))).toBe(0);
    expect(drainMs(readConfig({ DRAIN_MS: '500' }))).toBe(500);
  });

  test('that are empty in the environment count as missing', () => {
    expect(readConfig({ PORT: '', SERVICE_TOKEN: '' })).toEqual(readConfig({}));
  });

  test('that are lists are separated by commas in the environment', () => {
    const config = readConfig({
      ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      TRUST_PROXY: 'loopback,10.0.0.0/8',
    });
    expect(config.ALLOWED_ORIGINS).toEqual(['https://a.example', 'https://b.example']);
    expect(config.TRUST_PROXY).toEqual(['loopback', '10.0.0.0/8']);
  });

  test('are each documented', () => {
    const undocumented = settingsTable().filter(({ about }) => !/[.)]$/.test(about));
    expect(undocumented).toEqual([]);
    expect(settingsTable().find(({ name }) => name === 'PORT')).toMatchObject({ fallback: 8080 });
  });
});

describe('a wrong setting is refused with a sentence that says which and why', () => {
  const refusals: readonly [Readonly<Record<string, string>>, string][] = [
    [{ PORT: 'eighty' }, 'PORT must be a whole number from 0 to 65535, not "eighty" (from the environment).'],
    [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535, not "70000" (from the environment).'],
    [{ PORT: '80.5' }, 'PORT must be a whole number from 0 to 65535, not "80.5" (from the environment).'],
    [{ TURN_TIMEOUT_MS: '-1' }, 'TURN_TIMEOUT_MS must be a whole number from 100 to 86400000, not "-1"'],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
    ],
    [{ LOG_PRETTY: 'maybe' }, 'LOG_PRETTY must be true or false, not "maybe"'],
    [
      { ALLOWED_ORIGINS: 'https://a.example/path' },
      'ALLOWED_ORIGINS must be origins such as https://play.example.org',
    ],
    [{ ALLOWED_ORIGINS: '*' }, 'ALLOWED_ORIGINS must be origins'],
    [{ TRUST_PROXY: 'everybody' }, 'TRUST_PROXY must be addresses or ranges'],
    [{ TRUST_PROXY: '1' }, 'TRUST_PROXY must be addresses or ranges'],
    [{ TRUST_PROXY: 'loopback, 2' }, 'TRUST_PROXY must be addresses or ranges'],
    [{ TRUST_PROXY: '0x7f' }, 'TRUST_PROXY must be addresses or ranges'],
    [
      { CONFIG_FILE: '/nowhere/at-all.toml' },
      'CONFIG_FILE names /nowhere/at-all.toml, which does not exist.',
    ],
  ];
  test.each(refusals)('%j', (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
  });

  test('a secret is not repeated', () => {
    expect(() => readConfig({ SERVICE_TOKEN: 'too-short-secret' })).toThrow(
      /^SERVICE_TOKEN must have at least 32 characters \(from the environment\)\.$/,
    );
  });

  test('a secret fits into a header', () => {
    expect(() => readConfig({ SERVICE_TOKEN: 'thirty-two characters, but with spaces' })).toThrow(
      'without spaces',
    );
  });

  test('every wrong one has its line', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT.*\n.*LOG_LEVEL/);
  });

  describe('from a file', () => {
    let CONFIG_FILE: string;
    beforeAll(() => {
      CONFIG_FILE = file('prot = 8080\nport = true');
    });

    test('a key that is no setting', () => {
      expect(() => readConfig({ CONFIG_FILE })).toThrow(`prot in ${CONFIG_FILE} is not a setting.`);
    });
    test('a folder', () => {
      expect(() => readConfig({ CONFIG_FILE: tmpdir() })).toThrow(`${tmpdir()} cannot be read: EISDIR`);
    });
    test('a value of a wrong type', () => {
      expect(() => readConfig({ CONFIG_FILE })).toThrow(
        `PORT must be a whole number from 0 to 65535, not true (from ${CONFIG_FILE}).`,
      );
    });
    test('a file that is no TOML', () => {
      expect(() => readConfig({ CONFIG_FILE: file('port = = 1') })).toThrow(
        /cannot be read as TOML: line 1:/,
      );
    });
    test('a key in capitals, which only the environment has', () => {
      const capitals = file('PORT = 9000');
      expect(() => readConfig({ CONFIG_FILE: capitals })).toThrow(`PORT in ${capitals} is not a setting.`);
    });
  });
});

describe('a variable that looks like a setting and is none', () => {
  test('is told, with what was probably meant', () => {
    expect(
      unknownVariables({
        LIMIT_CALLS_PER_USR: '5',
        TIMEOUT_REQUEST: '100',
        TIMEOUT_OF_THE_COFFEE_MACHINE: '1',
        LIMIT_BATCH: '7',
      }),
    ).toEqual([
      'LIMIT_CALLS_PER_USR in the environment is not a setting: is LIMIT_CALLS_PER_USER meant?',
      'TIMEOUT_REQUEST in the environment is not a setting: is TIMEOUT_REQUEST_MS meant?',
      'TIMEOUT_OF_THE_COFFEE_MACHINE in the environment is not a setting.',
    ]);
  });

  test('may be for others, where its name does not begin like ours', () => {
    expect(unknownVariables({ PATH: '/bin', HOSTS: 'a', npm_config_limit: '1', RATE_LIMIT_X: '1' })).toEqual(
      [],
    );
  });

  test('is none of the settings', () => {
    expect(unknownVariables(Object.fromEntries(settingsTable().map(({ name }) => [name, '1'])))).toEqual([]);
  });
});
