import {
  AssociateUserToSession,
  contracts,
  DeviceLinkId,
  EndSession,
  GameId,
  MakeDeviceLink,
  SessionConnected,
  SessionDisconnected,
  SessionId,
  SignIn,
  SocketSessionId,
  UseDeviceLink,
  UserId,
} from '@tic-tac-toe/domain';
import { NO_READS, rebuildTimer } from '@tic-tac-toe/domain/kit';
import type { Product } from './product.ts';

const {
  cancelGame: CancelGame,
  createGame: CreateGame,
  declineDraw: DeclineDraw,
  joinGame: JoinGame,
  offerDraw: OfferDraw,
  offerRematch: OfferRematch,
  placeMark: PlaceMark,
  playComputer: PlayComputer,
  resign: Resign,
  withdrawRematch: WithdrawRematch,
} = contracts.games.commands;
const {
  claimWin: ClaimWin,
  inviteUser: InviteUser,
  declineInvitation: DeclineInvitation,
} = contracts.users.commands;
const { enterQueue: EnterQueue } = contracts.queue.commands;

/** `9` marks users, `a` games, `b` connections: people who look into the file can tell them apart. */
const id = (mark: string, number: number) =>
  `00000000-0000-4000-${mark}000-${String(number).padStart(12, '0')}`;
const gameIdOf = (number: number) => GameId.parse(id('a', number));
const sessionOf = (number: number) => SessionId.parse(String(number).padStart(64, '0'));

const [ann, bea, cid, dora, eve] = [1, 2, 3, 4, 5].map((number) => UserId.parse(id('9', number))) as [
  UserId,
  UserId,
  UserId,
  UserId,
  UserId,
];

/** Columns and rows of the moves, first player first. */
const BOARD_FULL = '00 10 20 11 01 21 12 02 22';
const THREE_IN_A_ROW = '00 01 10 11 20';
/** The same of an ultimate board: two random games, to their ends. */
const BOARDS_FULL =
  '64 24 74 33 11 34 23 60 22 86 71 35 16 32 26 62 27 75 46 50 70 41 47 61 25 66 10 12 48 13 85 87 63 02 06 21 00 05 03 14 88 78 04 15 68 76';
const THREE_BOARDS_IN_A_ROW =
  '86 82 67 23 71 35 17 44 55 77 54 73 40 52 78 56 61 05 08 16 42 37 24 65 26 80 81 74 53';

interface Rules {
  readonly rules?: 'ultimate';
  readonly timePerTurn?: 10_000;
}
const ultimate: Rules = { rules: 'ultimate' };

/** Plays the product until its file holds a game of every stage and end, and all else that a file may hold. */
export async function playEveryStage(product: Product): Promise<void> {
  const run = async (...args: Parameters<Product['execute']>) => {
    const outcome = await product.execute(...args);
    if (!outcome.ok) throw new Error(`${args[0].type} was refused: ${outcome.rejection.reason}.`);
  };
  let games = 0;
  async function openBy(rules: Rules, players: readonly UserId[]): Promise<GameId> {
    games += 1;
    const gameId = gameIdOf(games);
    await run(CreateGame({ gameId, ...rules }), players[0] ?? ann, `create-${games}`);
    for (const player of players) await run(JoinGame({ gameId }), player, `join-${games}-${player}`);
    return gameId;
  }
  const open = (...players: readonly UserId[]) => openBy({}, players);
  async function play(moves: string, rules: Rules = {}): Promise<GameId> {
    const gameId = await openBy(rules, [ann, bea]);
    for (const [index, [x, y]] of moves.split(' ').entries()) {
      const mark = PlaceMark({ gameId, x: Number(x), y: Number(y) });
      await run(mark, index % 2 === 0 ? ann : bea, `mark-${games}-${index}`);
    }
    return gameId;
  }

  async function connect(number: number, user: UserId): Promise<SocketSessionId> {
    const sessionId = SocketSessionId.parse(id('b', number));
    await product.app.publish(SessionConnected({ sessionId }));
    await run(AssociateUserToSession({ sessionId }), user);
    return sessionId;
  }

  for (const [index, user] of [ann, bea, cid, dora, eve].entries()) {
    const alias = ['Änn 🎲', 'Bea', 'Cid', 'Dora', 'Eve'][index] ?? '';
    await run(SignIn({ id: user, alias, session: sessionOf(index + 1) }));
  }
  await run(EndSession({ id: sessionOf(4), userId: dora }));

  // Two have found each other by looking for an opponent; the first does nothing then.
  const lookers = [await connect(3, cid), await connect(4, bea)];
  for (const user of [cid, bea]) await run(EnterQueue({}), user);
  for (const sessionId of lookers) await product.app.publish(SessionDisconnected({ sessionId }));

  // Over: nobody came, once called off, twice out of time, a draw, a win, twice resigned; and all but the time of the ultimate ones, too.
  await open();
  await openBy(ultimate, []);
  await run(CancelGame({ gameId: await open(ann) }), ann);
  await product.advance(590_000);
  await open(ann, bea);
  await play('00 11');
  // A rematch that has begun, of a series, and one that was offered no longer than until it was taken back.
  const again = await play('00 11');
  await run(Resign({ gameId: again }), ann);
  for (const player of [ann, bea]) await run(OfferRematch({ gameId: again }), player);
  const once = await play('00 11');
  await run(Resign({ gameId: once }), ann);
  await run(OfferRematch({ gameId: once }), bea);
  await run(WithdrawRematch({ gameId: once }), bea);
  await product.advance(40_000);
  await play(BOARD_FULL);
  await play(THREE_IN_A_ROW);
  await run(Resign({ gameId: await play('00 11') }), bea);
  await run(Resign({ gameId: await open(ann, bea) }), ann);
  await play(BOARDS_FULL, ultimate);
  await play(THREE_BOARDS_IN_A_ROW, ultimate);
  await run(Resign({ gameId: await play('44 33', ultimate) }), bea);
  const agreed = await play('44 33', ultimate);
  for (const player of [ann, bea]) await run(OfferDraw({ gameId: agreed }), player);
  const abandoned = await play('00 11');
  await product.app.publish(SessionDisconnected({ sessionId: await connect(2, ann) }));
  await product.advance(8_000);
  await run(ClaimWin({ gameId: abandoned, from: ann }), bea);
  // What only a live game needs is cleaned up.
  await product.advance(12_000);

  // Going on: just begun, in the middle, one mark before its end.
  await open(ann, bea);
  await play('11 00 22');
  await play(THREE_IN_A_ROW.slice(0, -' 20'.length));
  await openBy({ ...ultimate, timePerTurn: 10_000 }, [ann, bea]);
  // A draw was declined in one, and is offered in the other.
  const declined = await openBy(ultimate, [bea, cid]);
  await run(OfferDraw({ gameId: declined }), cid);
  await run(DeclineDraw({ gameId: declined }), bea);
  await run(OfferDraw({ gameId: await openBy(ultimate, [bea, cid]) }), bea);
  await play(THREE_BOARDS_IN_A_ROW.slice(0, '00 '.length * 10 - 1), ultimate);
  await play(THREE_BOARDS_IN_A_ROW.slice(0, -' 00'.length), ultimate);
  // Just over, and yet to be cleaned up; a rematch is offered.
  await run(OfferRematch({ gameId: await play(THREE_IN_A_ROW) }), bea);
  // Waiting: without anybody, and with the first player, who has invited two.
  await open();
  const waiting = await open(ann);
  await openBy({ ...ultimate, timePerTurn: 10_000 }, []);
  await openBy(ultimate, [ann]);
  await run(InviteUser({ userId: bea, gameId: waiting }), ann);
  await run(InviteUser({ userId: cid, gameId: waiting }), ann);
  await run(DeclineInvitation({ gameId: waiting }), cid);

  // Against the computer, whose turn it is.
  games += 1;
  const againstComputer = gameIdOf(games);
  await run(PlayComputer({ gameId: againstComputer, level: 'fair' }), cid);
  await run(PlaceMark({ gameId: againstComputer, x: 1, y: 1 }), cid);

  // A refusal that is remembered, and a guest whose absence a timer looks after, and who looks for an opponent.
  await product.execute(PlaceMark({ gameId: gameIdOf(1), x: 0, y: 0 }), ann, 'refused');
  await connect(1, eve);
  await run(EnterQueue({}), eve);

  // A user on two devices, by a link that was used; and one that waits for its device.
  const link = (number: number) => DeviceLinkId.parse(`link-${number}`.padEnd(43, '-'));
  await run(MakeDeviceLink({ id: link(1), userId: bea }));
  await run(UseDeviceLink({ id: link(1), by: 'b'.repeat(43), session: sessionOf(6) }));
  await run(MakeDeviceLink({ id: link(2), userId: ann }));

  // A read model that somebody wants made anew, by the next server.
  const timers = [{ set: rebuildTimer('scoring.results') }];
  await product.database.store.commit({ reads: NO_READS, states: [], events: [], timers, receipts: [] });
}
