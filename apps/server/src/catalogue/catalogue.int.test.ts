import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effect, Handler, Module } from '@tic-tac-toe/domain/kit';
import { beforeAll, expect, test } from 'vitest';
import { playEveryStage } from '../testing/every-stage.ts';
import { openProduct, productModules } from '../testing/product.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { type Declarations, readDeclarations } from './declarations.ts';
import { asMarkdown } from './markdown.ts';
import { asText } from './terminal.ts';

let declarations: Declarations;
let catalogue: Catalogue;
beforeAll(() => {
  declarations = readDeclarations();
  catalogue = catalogueOf(productModules, declarations);
}, 120_000);

test('docs/catalogue.md is the catalogue as it is; else write it down: npm run describe -- --write', () => {
  const kept = readFileSync(new URL('../../../../docs/catalogue.md', import.meta.url), 'utf8');
  expect(kept).toBe(asMarkdown(catalogue));
});

/** What an effect is in the catalogue: `emits games.GameEnded`. */
function inCatalogue(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case 'schedule':
      return [effect.event, ...(effect.update ? [effect.update.event] : [])].map(
        ({ name }) => `sets ${name}`,
      );
    case 'cancel':
      return ['cancels'];
    case 'remove':
      return [`removes ${effect.definition.kind}`];
    default:
      return [`emits ${effect.name}`];
  }
}

/** The module, and all that its handlers do is noted. */
function watched(module: Module, note: (handler: string, did: string) => void): Module {
  const watch = (handler: Handler): Handler => ({
    ...handler,
    run(...given) {
      const answer = handler.run(...given);
      // Neither a rejection nor a skip has effects.
      if (!('kind' in answer)) for (const did of answer[1].flatMap(inCatalogue)) note(handler.name, did);
      return answer;
    },
  });
  const commands = Object.entries(module.commands).map(([name, handler]) => [name, watch(handler)]);
  return {
    ...module,
    commands: Object.fromEntries(commands) as Module['commands'],
    reactions: module.reactions.map(watch),
  };
}

test('whatever handlers do while every stage is played, the catalogue says that they may', async () => {
  const done = new Map<string, Set<string>>();
  const note = (handler: string, did: string) =>
    done.set(handler, new Set([...(done.get(handler) ?? []), did]));
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  try {
    const modules = productModules.map((module) => watched(module, note));
    await using product = await openProduct(join(folder, 'file.sqlite'), Date.UTC(2026, 0, 1), modules);
    await playEveryStage(product);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  // The rest of all handlers has done nothing, or was not called.
  expect(done.size).toBeGreaterThan(25);
  const unsaid = [...done].flatMap(([handler, dids]) => {
    const { emits = [], sets = [], cancels, removes = [] } = declarations.effects.get(handler) ?? {};
    const may = new Set([
      ...emits.map((name) => `emits ${name}`),
      ...sets.map((name) => `sets ${name}`),
      ...removes.map((kind) => `removes ${kind}`),
      ...(cancels ? ['cancels'] : []),
    ]);
    return [...dids].filter((did) => !may.has(did)).map((did) => `${handler} ${did}`);
  });
  expect(unsaid).toEqual([]);
}, 240_000);

test('it says of a message who sends it, what refuses it, who hears it, and what follows', () => {
  const text = asText(asMarkdown(catalogue));
  expect(text).not.toContain('flowchart');
  expect(text).not.toContain('`');
  const about = (name: string) =>
    text.split(/\n\n(?=\w+\.\w+\n\n)/).find((part) => part.startsWith(`${name}\n`));
  expect(about('games.CancelGame')).toBe(`games.CancelGame

The host calls off a game that still waits. One that has begun is resigned.

- Sent by signed-in users
- Refused: GAME_NOT_FOUND, PLAYER_IS_NOT_HOST, GAME_ALREADY_STARTED, GAME_ALREADY_ENDED
- The caller hears of a refusal by games.GameErrorOccurred
- Decided on games.game
- May emit games.GameEnded
- May set a timer: games.GameStateReadyToBeCleaned
- May cancel timers`);
  expect(about('sessions.whoseDeviceLink')).toBe(`sessions.whoseDeviceLink

- Sent by anyone
- Refused: DEVICE_LINK_NOT_VALID`);
  expect(about('games.TurnTimeout')).toBe(`games.TurnTimeout

The turn that a timer was set for has run out of time.

- Heard by everyone who follows
- Kept for ever
- Rung by a timer that is set at games.JoinGame, games.PlayComputer, games.PlaceMark, games.StartGame, games.RematchStarted, games.ComputerToMove
- Then, on games.game: may emit games.GameEnded; may set a timer: games.GameStateReadyToBeCleaned`);
  expect(about('games.GameEnded')).toContain(
    '- Folded into games.running, scoring.results, scoring.rivals\n',
  );
  expect(about('users.UserInvited')).toContain('- Heard by those whom it names: invited\n- Kept for 30 days');
});

test('a handler that is declared nowhere stops the catalogue', () => {
  expect(() => catalogueOf(productModules, { ...declarations, effects: new Map() })).toThrow(
    'is declared nowhere',
  );
});
