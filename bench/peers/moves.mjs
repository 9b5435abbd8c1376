// Moves: N tables, at each two clients who play complete scripted games one after another. A move is complete when both have
// it. The load, in a process of its own; prints one line of JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { inBatches } from './lib/batches.mjs';
import { cpuSeconds, rssBytes } from './lib/proc.mjs';
import { makeScripts } from './lib/scripts.mjs';
import { percentile, round, sorted } from './lib/stats.mjs';

const { adapter: file, url, pid, n, warm, seconds, thenSeconds = 0, seed } = JSON.parse(process.argv[2]);
const adapter = await import(file);
const scripts = makeScripts({ seed });

let measuring = false;
let moves = 0;
let games = 0;
let progress = 0;
let latencies = [];

function fail(error) {
  console.error(error);
  process.exit(1);
}
process.on('unhandledRejection', fail);

/** One table: the same two players play game after game. */
class Table {
  constructor(index, players) {
    this.index = index;
    this.players = players;
    this.played = 0;
    this.game = null;
    players.forEach((player, seat) => player.onUpdate((update) => this.seen(seat, update)));
  }

  /** A new game that both players sit at. */
  async seat() {
    const [first, second] = this.players;
    const game = await first.createGame();
    await second.join(game);
    this.script = scripts[(this.index * 31 + this.played) % scripts.length];
    this.seenMoves = [0, 0];
    this.sentAt = [];
    this.game = game;
  }

  /** Plays the seated game; settles once both players have seen its end. */
  play() {
    return new Promise((resolve) => {
      this.finished = resolve;
      this.place(0);
    });
  }

  async playOn() {
    for (;;) {
      await this.play();
      this.played++;
      if (measuring) games++;
      await this.seat();
    }
  }

  place(move) {
    this.sentAt[move] = performance.now();
    this.players[move % 2].place(this.game, this.script[move])?.catch?.(fail);
  }

  seen(seat, update) {
    if (update.game !== this.game || update.moves <= this.seenMoves[seat]) return;
    const total = this.script.length;
    if (update.over !== (update.moves === total))
      fail(new Error(`wrong end of game: ${JSON.stringify(update)}`));
    const before = Math.min(...this.seenMoves);
    this.seenMoves[seat] = update.moves;
    const both = Math.min(...this.seenMoves);
    for (let move = before; move < both; move++) {
      progress++;
      if (measuring) {
        moves++;
        latencies.push(performance.now() - this.sentAt[move]);
      }
    }
    if (update.moves < total && update.moves % 2 === seat) this.place(update.moves);
    if (both === total) this.finished();
  }
}

const tables = await inBatches(n, 20, async (index) => {
  const players = [await adapter.connectPlayer(url), await adapter.connectPlayer(url)];
  const table = new Table(index, players);
  await table.seat();
  return table;
});

let lastProgress = -1;
setInterval(() => {
  if (progress === lastProgress) fail(new Error('no move completed for 5 s'));
  lastProgress = progress;
}, 5_000).unref();

/** What happens in the next seconds. */
async function measure(length) {
  moves = games = 0;
  latencies = [];
  const cpuBefore = cpuSeconds(pid);
  const start = performance.now();
  measuring = true;
  await sleep(length * 1000);
  measuring = false;
  const took = (performance.now() - start) / 1000;
  const serverCpu = cpuSeconds(pid) - cpuBefore;
  const ascending = sorted(latencies);
  return {
    movesPerSec: round(moves / took, 1),
    p50Ms: round(percentile(ascending, 50)),
    p99Ms: round(percentile(ascending, 99)),
    cpuUsPerMove: round((1e6 * serverCpu) / moves, 1),
    rssMb: round(rssBytes(pid) / 2 ** 20, 1),
    moves,
    games,
  };
}

for (const table of tables) table.playOn().catch(fail);
await sleep(warm * 1000);
const first = await measure(seconds);
const all = thenSeconds > 0 ? await measure(thenSeconds) : null;
console.log(JSON.stringify({ ...first, all }));
process.exit(0);
