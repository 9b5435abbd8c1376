import { describe, expect, test } from 'vitest';
import { after, as, harness, like, refused, specify } from '../kit/testing/index.ts';
import { TimerPostponed, toInstant } from '../kit/define/index.ts';
import { ann, bea, cid, gameNumber, START } from '../testing/people.ts';
import { CreateGame, JoinGame, PlaceMark, Resign } from './commands.ts';
import { games } from './contract.ts';
import { MAX_OPEN_GAMES } from './create-game.ts';
import {
  BoardUpdated,
  GameCreated,
  GameEnded,
  GameErrorOccurred,
  GameStarted,
  GameStateReadyToBeCleaned,
  GameWaitedTooLong,
  MarkPlaced,
  PlayerJoinedAGame,
  TurnTimeout,
  WaitingForPlayerPlay,
} from './events.ts';
import { gamesModule } from './module.ts';
import {
  ALL_PLAYERS_ALREADY_JOINED,
  GAME_ALREADY_ENDED,
  GAME_ALREADY_EXISTS,
  GAME_ALREADY_STARTED,
  GAME_NOT_FOUND,
  GAME_NOT_STARTED,
  PLAYER_ALREADY_JOINED,
  PLAYER_CAN_NOT_PLAY,
  PLAYER_IS_NOT_HOST,
  POSITION_ALREADY_FILLED,
  POSITION_OFF_LIMITS,
  TOO_MANY_OPEN_GAMES,
} from './rejections.ts';
import {
  aboutToDraw,
  annAboutToWin,
  annJoins,
  annWinsWithTheLast,
  beaJoins,
  cancels,
  create,
  drawn,
  gameId,
  mark,
  moves,
  opening,
  resigns,
} from './testing/play.ts';

const timeout = 20_000;
const { given } = specify([gamesModule({ turnTimeout: timeout })]);
const players = [ann, bea] as const;
const inTime = (milliseconds: number) => toInstant(START + milliseconds);
const waitingFor = (playerId: typeof ann, turn: number, at = 0) =>
  WaitingForPlayerPlay({ gameId, playerId, turn, timeout, deadline: inTime(at + timeout) });

describe('creating a game', () => {
  test('seats nobody, and says until when the game waits', () => {
    given()
      .when(create)
      .then(GameCreated({ gameId, host: ann, createdAt: inTime(0), expiresAt: inTime(600_000) }));
  });

  test('is refused where there is such a game already, whatever its stage: nothing is overwritten', () => {
    given(create).when(create).thenRejected(GAME_ALREADY_EXISTS);
    given(create)
      .when(as(bea, CreateGame({ gameId })))
      .thenRejected(GAME_ALREADY_EXISTS);
    given(...opening)
      .when(create)
      .thenRejected(GAME_ALREADY_EXISTS);
    given(...opening, ...annAboutToWin, mark(ann, 2, 0))
      .when(create)
      .thenRejected(GAME_ALREADY_EXISTS);
  });

  test('is refused to somebody who has as many open games as one may have', () => {
    const many = Array.from({ length: MAX_OPEN_GAMES }, (_, n) =>
      as(ann, CreateGame({ gameId: gameNumber(100 + n) })),
    );
    given(...many)
      .when(create)
      .thenRejected(TOO_MANY_OPEN_GAMES);
    given(...many.slice(1))
      .when(create)
      .then(like({ type: 'GameCreated' }));
    given(...many)
      .when(as(bea, CreateGame({ gameId })))
      .then(like({ type: 'GameCreated' }));
  });

  test('is not the only way to have too many: nor does one join more', () => {
    const many = Array.from({ length: MAX_OPEN_GAMES }, (_, n) =>
      as(ann, CreateGame({ gameId: gameNumber(100 + n) })),
    );
    const hosted = as(bea, CreateGame({ gameId }));
    given(hosted, ...many)
      .when(annJoins)
      .thenRejected(TOO_MANY_OPEN_GAMES);
    given(hosted, ...many.slice(1))
      .when(annJoins)
      .then(like({ type: 'PlayerJoinedAGame' }));
    // One's own are among the ten already.
    given(...many)
      .when(as(ann, JoinGame({ gameId: gameNumber(100) })))
      .then(like({ type: 'PlayerJoinedAGame' }));
  });

  test('is possible again when an open game has ended', () => {
    const many = Array.from({ length: MAX_OPEN_GAMES }, (_, n) =>
      as(ann, CreateGame({ gameId: gameNumber(100 + n) })),
    );
    given(...many, after(600_000))
      .when(create)
      .then(like({ type: 'GameCreated' }));
  });
});

describe('joining', () => {
  test('the first to join is seated and waits', () => {
    given(create)
      .when(annJoins)
      .then(PlayerJoinedAGame({ gameId, player: ann }));
  });

  test('the second starts the game, and the first to have joined plays first', () => {
    given(create, beaJoins)
      .when(annJoins)
      .then(
        PlayerJoinedAGame({ gameId, player: ann }),
        GameStarted({ gameId, players: [bea, ann], board: drawn('...', '...', '...') }),
        waitingFor(bea, 1),
      );
  });

  test('nobody takes both seats', () => {
    given(create, annJoins).when(annJoins).thenRejected(PLAYER_ALREADY_JOINED);
  });

  test('a third player is refused, and so is a player who joins again', () => {
    given(...opening)
      .when(as(cid, JoinGame({ gameId })))
      .thenRejected(ALL_PLAYERS_ALREADY_JOINED);
    given(...opening)
      .when(beaJoins)
      .thenRejected(PLAYER_ALREADY_JOINED);
  });

  test('a game that is over takes nobody', () => {
    given(create, after(600_000)).when(annJoins).thenRejected(GAME_ALREADY_ENDED);
    given(...opening, ...annAboutToWin, mark(ann, 2, 0))
      .when(annJoins)
      .thenRejected(GAME_ALREADY_ENDED);
  });

  test('a game that nobody has created is not found', () => {
    given().when(annJoins).thenRejected(GAME_NOT_FOUND);
  });
});

describe('placing a mark', () => {
  test('shows the mark and the board, and begins the turn of the opponent', () => {
    given(...opening, after(5_000))
      .when(mark(ann, 2, 0))
      .then(
        MarkPlaced({ gameId, player: ann, x: 2, y: 0 }),
        BoardUpdated({ gameId, board: drawn('..a', '...', '...') }),
        waitingFor(bea, 2, 5_000),
      );
  });

  test('three in a row win', () => {
    given(...opening, ...annAboutToWin)
      .when(mark(ann, 2, 0))
      .then(
        MarkPlaced({ gameId, player: ann, x: 2, y: 0 }),
        BoardUpdated({ gameId, board: drawn('aaa', 'bb.', '...') }),
        GameEnded({ gameId, players: [...players], result: 'WIN', winner: ann, reason: 'THREE_IN_A_ROW' }),
      );
  });

  test('the second player wins just the same', () => {
    given(...opening, ...annAboutToWin, mark(ann, 2, 2))
      .when(mark(bea, 2, 1))
      .then(
        MarkPlaced({ gameId, player: bea, x: 2, y: 1 }),
        BoardUpdated({ gameId, board: drawn('aa.', 'bbb', '..a') }),
        GameEnded({ gameId, players: [...players], result: 'WIN', winner: bea, reason: 'THREE_IN_A_ROW' }),
      );
  });

  test('nine marks without a line are a draw', () => {
    given(...opening, ...aboutToDraw)
      .when(mark(ann, 2, 2))
      .then(
        MarkPlaced({ gameId, player: ann, x: 2, y: 2 }),
        BoardUpdated({ gameId, board: drawn('aba', 'abb', 'baa') }),
        GameEnded({ gameId, players: [...players], result: 'DRAW', winner: null, reason: 'BOARD_FULL' }),
      );
  });

  test('a line that is completed by the ninth mark wins', () => {
    given(...opening, ...annWinsWithTheLast)
      .when(mark(ann, 2, 2))
      .then(
        MarkPlaced({ gameId, player: ann, x: 2, y: 2 }),
        BoardUpdated({ gameId, board: drawn('aba', 'bab', 'baa') }),
        GameEnded({ gameId, players: [...players], result: 'WIN', winner: ann, reason: 'THREE_IN_A_ROW' }),
      );
  });

  test.each([
    [-1, 0],
    [0, -1],
    [3, 0],
    [0, 3],
    [0.5, 0],
    [0, 1.000_001],
    [1e308, 0],
    [0, Number.MAX_SAFE_INTEGER],
    [Number.NaN, 0],
    [0, -Infinity],
  ])('(%d, %d) is off the board, and is refused', (x, y) => {
    given(...opening)
      .when(mark(ann, x, y))
      .thenRejected(POSITION_OFF_LIMITS);
  });

  test('a cell that is taken stays as it is', () => {
    given(...opening, mark(ann, 1, 1))
      .when(mark(bea, 1, 1))
      .thenRejected(POSITION_ALREADY_FILLED);
    given(...opening, ...moves([1, 1], [0, 0]))
      .when(mark(ann, 1, 1))
      .thenRejected(POSITION_ALREADY_FILLED);
  });

  test('only the player whose turn it is may move', () => {
    given(...opening)
      .when(mark(bea, 0, 0))
      .thenRejected(PLAYER_CAN_NOT_PLAY);
    given(...opening, mark(ann, 0, 0))
      .when(mark(ann, 0, 1))
      .thenRejected(PLAYER_CAN_NOT_PLAY);
    given(...opening)
      .when(mark(cid, 0, 0))
      .thenRejected(PLAYER_CAN_NOT_PLAY);
  });

  test('nobody moves in a game that has not started, or that nobody has created', () => {
    given(create, annJoins)
      .when(mark(ann, 0, 0))
      .thenRejected(GAME_NOT_STARTED);
    given()
      .when(mark(ann, 0, 0))
      .thenRejected(GAME_NOT_FOUND);
  });

  test('after the end the reason is that the game has ended, and not whose turn it was', () => {
    const over = [...opening, ...annAboutToWin, mark(ann, 2, 0)];
    given(...over)
      .when(mark(bea, 2, 2))
      .thenRejected(GAME_ALREADY_ENDED);
    given(...over)
      .when(mark(ann, 2, 2))
      .thenRejected(GAME_ALREADY_ENDED);
    given(...over)
      .when(mark(ann, -1, 7))
      .thenRejected(GAME_ALREADY_ENDED);
  });
});

describe('out of time', () => {
  test('nothing happens before the deadline', () => {
    given(...opening)
      .when(after(timeout - 1))
      .then();
  });

  test('before one’s own first mark the game is aborted: nobody wins', () => {
    given(...opening)
      .when(after(timeout))
      .then(
        TurnTimeout({ gameId, turn: 1 }),
        GameEnded({ gameId, players: [...players], result: 'ABORTED', winner: null, reason: 'TURN_TIMEOUT' }),
      );
    given(...opening, mark(ann, 0, 0))
      .when(after(timeout))
      .then(
        TurnTimeout({ gameId, turn: 2 }),
        GameEnded({ gameId, players: [...players], result: 'ABORTED', winner: null, reason: 'TURN_TIMEOUT' }),
      );
  });

  test('later the opponent wins', () => {
    given(...opening, ...moves([0, 0], [1, 1]))
      .when(after(timeout))
      .then(
        TurnTimeout({ gameId, turn: 3 }),
        GameEnded({ gameId, players: [...players], result: 'WIN', winner: bea, reason: 'TURN_TIMEOUT' }),
      );
  });

  test('each turn has its full time: a move in the last millisecond gives the opponent all of theirs', () => {
    given(...opening, after(timeout - 1), mark(ann, 0, 0))
      .when(after(timeout - 1))
      .then();
    given(...opening, after(timeout - 1), mark(ann, 0, 0), after(timeout - 1))
      .when(after(1))
      .then(TurnTimeout({ gameId, turn: 2 }), like({ type: 'GameEnded' }));
  });

  test('a refused mark does not stop the clock: the game never hangs', () => {
    for (const bad of [mark(ann, -1, 0), mark(bea, 0, 0), mark(cid, 0, 0)]) {
      given(...opening, after(10_000), refused(bad))
        .when(after(10_000))
        .then(TurnTimeout({ gameId, turn: 1 }), like({ type: 'GameEnded' }));
    }
  });

  test('a mark that is refused after the end does not keep the game from being cleaned', () => {
    given(...opening, ...annAboutToWin, mark(ann, 2, 0), after(9_999), refused(mark(bea, 2, 2)))
      .when(after(1))
      .then(GameStateReadyToBeCleaned({ gameId }));
  });

  test('a time-out of an earlier turn does nothing to a live game', () => {
    given(...opening, mark(ann, 0, 0))
      .when(TurnTimeout({ gameId, turn: 1 }))
      .then(TurnTimeout({ gameId, turn: 1 }));
    given(...opening, mark(ann, 0, 0), TurnTimeout({ gameId, turn: 1 }))
      .when(mark(bea, 1, 1))
      .then(like({ type: 'MarkPlaced' }), like({ type: 'BoardUpdated' }), waitingFor(ann, 3));
  });

  test('a time-out after a win neither takes the win away nor pays it twice', () => {
    const won = [...opening, ...annAboutToWin, mark(ann, 2, 0)];
    for (const turn of [4, 5, 6]) {
      given(...won)
        .when(TurnTimeout({ gameId, turn }))
        .then(TurnTimeout({ gameId, turn }));
      given(...won, TurnTimeout({ gameId, turn }))
        .when(mark(bea, 2, 2))
        .thenRejected(GAME_ALREADY_ENDED);
    }
    given(...won)
      .when(after(60 * 60_000))
      .then(GameStateReadyToBeCleaned({ gameId }));
  });

  test('a game that waits for players ends after ten minutes, with or without a first player', () => {
    given(create).when(after(599_999)).then();
    given(create)
      .when(after(600_000))
      .then(
        GameWaitedTooLong({ gameId }),
        GameEnded({ gameId, players: [], result: 'ABORTED', winner: null, reason: 'NOBODY_CAME' }),
      );
    given(create, annJoins)
      .when(after(600_000))
      .then(
        GameWaitedTooLong({ gameId }),
        GameEnded({ gameId, players: [ann], result: 'ABORTED', winner: null, reason: 'NOBODY_CAME' }),
      );
  });

  test('a game that has started does not end by waiting', () => {
    given(create, after(599_999), annJoins, beaJoins)
      .when(after(timeout - 1))
      .then();
    given(...opening)
      .when(GameWaitedTooLong({ gameId }))
      .then(GameWaitedTooLong({ gameId }));
  });

  test('the end is followed by the cleaning, ten seconds later and once', () => {
    const won = [...opening, ...annAboutToWin, mark(ann, 2, 0)];
    given(...won)
      .when(after(9_999))
      .then();
    given(...won)
      .when(after(10_000))
      .then(GameStateReadyToBeCleaned({ gameId }));
    given(...won, after(10_000))
      .when(after(60 * 60_000))
      .then();
  });
});

describe('resigning', () => {
  const bothHavePlayed = [...opening, ...moves([0, 0], [1, 1])];
  const end = (result: 'WIN' | 'ABORTED', winner: typeof ann | null) =>
    GameEnded({ gameId, players: [...players], result, winner, reason: 'RESIGNED' });

  test('makes the opponent win, whoever’s turn it is', () => {
    given(...bothHavePlayed)
      .when(resigns(ann))
      .then(end('WIN', bea));
    given(...bothHavePlayed)
      .when(resigns(bea))
      .then(end('WIN', ann));
  });

  test('before both have made a mark aborts the game: nobody wins', () => {
    for (const marks of [[], [mark(ann, 0, 0)]])
      for (const player of players)
        given(...opening, ...marks)
          .when(resigns(player))
          .then(end('ABORTED', null));
  });

  test('is for the two players only', () => {
    given(...bothHavePlayed)
      .when(resigns(cid))
      .thenRejected(PLAYER_CAN_NOT_PLAY);
  });

  test('is for a game that is running: not before its start, nor after its end, nor where there is none', () => {
    given(create, annJoins).when(resigns(ann)).thenRejected(GAME_NOT_STARTED);
    given(...bothHavePlayed, resigns(ann))
      .when(resigns(bea))
      .thenRejected(GAME_ALREADY_ENDED);
    given(...opening, ...annAboutToWin, mark(ann, 2, 0))
      .when(resigns(bea))
      .thenRejected(GAME_ALREADY_ENDED);
    given().when(resigns(ann)).thenRejected(GAME_NOT_FOUND);
  });

  test('is the end: nobody marks any more', () => {
    given(...bothHavePlayed, resigns(bea))
      .when(mark(ann, 2, 2))
      .thenRejected(GAME_ALREADY_ENDED);
  });
});

describe('calling a game off', () => {
  const off = (seated: readonly (typeof ann)[]) =>
    GameEnded({
      gameId,
      players: [...seated],
      result: 'ABORTED',
      winner: null,
      reason: 'CANCELLED',
      cancelledBy: ann,
    });

  test('ends a game that waits, whoever has sat down, and says whose doing it was', () => {
    given(create).when(cancels(ann)).then(off([]));
    given(create, annJoins)
      .when(cancels(ann))
      .then(off([ann]));
    given(create, beaJoins)
      .when(cancels(ann))
      .then(off([bea]));
  });

  test('is for the host alone, and not for who has sat down', () => {
    given(create, beaJoins).when(cancels(bea)).thenRejected(PLAYER_IS_NOT_HOST);
    given(create).when(cancels(cid)).thenRejected(PLAYER_IS_NOT_HOST);
  });

  test('is for a game that waits: once it has begun one resigns, and what is over stays as it is', () => {
    given(...opening)
      .when(cancels(ann))
      .thenRejected(GAME_ALREADY_STARTED);
    given(create, after(600_000)).when(cancels(ann)).thenRejected(GAME_ALREADY_ENDED);
    given(create, cancels(ann)).when(cancels(ann)).thenRejected(GAME_ALREADY_ENDED);
    given().when(cancels(ann)).thenRejected(GAME_NOT_FOUND);
  });

  test('frees one of the ten open games, and the seat: nobody joins any more', () => {
    const nine = Array.from({ length: MAX_OPEN_GAMES - 1 }, (_, n) =>
      as(ann, CreateGame({ gameId: gameNumber(100 + n) })),
    );
    const next = as(ann, CreateGame({ gameId: gameNumber(200) }));
    given(...nine, create)
      .when(next)
      .thenRejected(TOO_MANY_OPEN_GAMES);
    given(...nine, create, cancels(ann))
      .when(next)
      .then(like({ type: 'GameCreated' }));
    given(create, cancels(ann)).when(beaJoins).thenRejected(GAME_ALREADY_ENDED);
  });
});

describe('after an outage', () => {
  const postponed = (turn: number) =>
    TimerPostponed({ key: 'turn', due: START + 90_000, event: TurnTimeout({ gameId, turn }) });

  test('the turn that is put off ends later, and both players hear when', () => {
    given(...opening, mark(ann, 0, 0))
      .when(postponed(2))
      .then(
        postponed(2),
        WaitingForPlayerPlay({ gameId, playerId: bea, turn: 2, timeout, deadline: inTime(90_000) }),
      );
  });

  test('a turn that is over stays over, and other timers concern no game', () => {
    given(...opening, mark(ann, 0, 0))
      .when(postponed(1))
      .then(postponed(1));
    given(...opening, ...annAboutToWin, mark(ann, 2, 0))
      .when(postponed(5))
      .then(postponed(5));
    const other = TimerPostponed({ key: 'x', due: START, event: GameWaitedTooLong({ gameId }) });
    given(...opening)
      .when(other)
      .then(other);
  });
});

describe('the timers of a game', () => {
  test('are those that it needs at the time: none is left behind', async () => {
    const world = await harness({ modules: [gamesModule({ turnTimeout: timeout })] });
    const keys = async () =>
      (await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10)).map(({ event }) => event.type);
    const say = async (...said: readonly (typeof create)[]) => {
      for (const { actor, command } of said) await world.execute(actor, command);
      return keys();
    };
    expect(await say(create, annJoins)).toEqual(['GameWaitedTooLong']);
    expect(await say(beaJoins)).toEqual(['TurnTimeout']);
    expect(await say(...annAboutToWin)).toEqual(['TurnTimeout']);
    expect(await say(mark(ann, 2, 0))).toEqual(['GameStateReadyToBeCleaned']);
    await world.advance(10_000);
    expect(await keys()).toEqual([]);
  });

  test('end when a player resigns, too', async () => {
    const world = await harness({ modules: [gamesModule({ turnTimeout: timeout })] });
    for (const { actor, command } of [...opening, resigns(bea)]) await world.execute(actor, command);
    const left = await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    expect(left.map(({ event }) => event.type)).toEqual(['GameStateReadyToBeCleaned']);
  });

  test('end when its host calls the game off, too', async () => {
    const world = await harness({ modules: [gamesModule({ turnTimeout: timeout })] });
    for (const { actor, command } of [create, annJoins, cancels(ann)]) await world.execute(actor, command);
    const left = await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    expect(left.map(({ event }) => event.type)).toEqual(['GameStateReadyToBeCleaned']);
  });

  test('end with a draw, too', async () => {
    const world = await harness({ modules: [gamesModule({ turnTimeout: timeout })] });
    for (const { actor, command } of [...opening, ...aboutToDraw, mark(ann, 2, 2)])
      await world.execute(actor, command);
    const left = await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    expect(left.map(({ event }) => event.type)).toEqual(['GameStateReadyToBeCleaned']);
  });
});

describe('who hears of it', () => {
  test('a refusal is told to the player who was refused, and to nobody else', () => {
    const refusal = GameErrorOccurred({ gameId, player: bea, reason: 'PLAYER_CAN_NOT_PLAY' });
    given(...opening)
      .when(mark(bea, 0, 0))
      .thenRejected(PLAYER_CAN_NOT_PLAY, refusal);
    expect(GameErrorOccurred.audience(refusal.data)).toEqual([bea]);
  });
});

describe('who says it', () => {
  test('the payload of a command has no room for a player or a time: they come from session and server', () => {
    const forged = { gameId, x: 0, y: 0, player: ann, playerId: ann, createdAt: inTime(0) };
    expect(PlaceMark.schema.parse(forged)).toEqual({ gameId, x: 0, y: 0 });
    expect(CreateGame.schema.parse(forged)).toEqual({ gameId });
    expect(JoinGame.schema.parse(forged)).toEqual({ gameId });
    expect(Resign.schema.parse(forged)).toEqual({ gameId });
  });

  test('no client may bring in an event of the game', () => {
    expect(games.accepts).toEqual({});
  });
});
