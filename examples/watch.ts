/**
 * Tells a game's events as they happen.
 *
 *   npm run example:watch -- http://localhost:8080/games/<game id>
 */
import { GameId, type PublicUser, type UserId } from '@tic-tac-toe/domain/contracts';
import { followGame } from './lib/follow-game.ts';
import { signIn } from './lib/sign-in.ts';

const gameId = GameId.safeParse(process.argv[2]?.split('/').at(-1));
if (!gameId.success) {
  console.error('Which game? Give its id, or the link to it: npm run example:watch -- <id or link>');
  process.exit(1);
}

const client = await signIn('Watcher');
const known = new Map<UserId, PublicUser>();

async function aliasOf(id: UserId): Promise<string> {
  const user = known.get(id) ?? (await client.api.users.getUser.query({ id }));
  known.set(id, user);
  return user.alias;
}

/** The events come in order; asking for an alias must not change that. */
let told: Promise<void> = Promise.resolve();

await followGame(client, gameId.data, (game, event) => {
  told = told.then(async () => {
    switch (event?.type) {
      case undefined:
        return console.log(`The game is ${game.stage}.`);
      case 'PlayerJoinedAGame':
        return console.log(`${await aliasOf(event.data.player)} has joined.`);
      case 'MarkPlaced':
        return console.log(
          `${await aliasOf(event.data.player)} marks row ${event.data.y + 1}, column ${event.data.x + 1}.`,
        );
      case 'WaitingForPlayerPlay':
        return console.log(`${await aliasOf(event.data.playerId)} has until ${event.data.deadline}.`);
      case 'GameEnded':
        console.log(
          event.data.winner
            ? `${await aliasOf(event.data.winner)} wins.`
            : `The game ends: ${event.data.result}.`,
        );
        await client.api.sessions.end.mutate();
        return process.exit(0);
      default:
        return console.log(event?.type);
    }
  });
});
