/**
 * `npm run bench`: what trust costs. The product as it ships plays, tells and waits beside servers that promise less, or nothing,
 * on the same machine in the same run. What counts are the ratios within a round, and their medians over the rounds.
 *
 *   npm run bench                                          # about 25 minutes
 *   npm run bench -- --only moves --games 50 --rounds 1    # a first look
 *   npm run bench -- --svg docs/bench.svg                  # draws the chart of README.md, too
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chart } from './chart.mjs';
import { startServer } from './lib/server.mjs';
import { median } from './lib/stats.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'moves,watchers,idle,growth,long' },
    games: { type: 'string', default: '1,50,500' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    warm: { type: 'string', default: '2' },
    svg: { type: 'string' },
  },
});
const only = values.only.split(',');
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const warm = Number(values.warm);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const adapterOf = (name) => here(`./adapters/${name}.mjs`);

/** Runs a load against a server of its own, each in a process. */
async function measure(load, contender, params, env = {}) {
  const adapter = adapterOf(contender);
  const { server, forget, bytesPerGame } = await import(adapter);
  forget?.();
  const running = await startServer(server);
  try {
    const input = JSON.stringify({ adapter, url: running.url, pid: running.pid, ...params });
    const child = spawn(process.execPath, [here(`./${load}.mjs`), input], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production', ...env },
    });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${contender}: the load ended with ${code}`);
    const measured = JSON.parse(output.trim().split('\n').at(-1));
    await running.stop();
    return { ...measured, ...(bytesPerGame && load === 'moves' && { bytesPerGame: bytesPerGame() }) };
  } finally {
    await running.stop();
  }
}

/** All contenders in turn, each round beginning with another one, so that none has always the machine's best moment. */
async function compare(load, contenders, params, env) {
  const results = new Map(contenders.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < contenders.length; index += 1) {
      const name = contenders[(index + round) % contenders.length];
      results.get(name).push(await measure(load, name, params, env));
    }
  }
  return results;
}

const labels = new Map();
for (const name of ['ws', 'socketio', 'trpc', 'trpc-sqlite', 'boardgameio', 'product'])
  labels.set(name, (await import(adapterOf(name))).label);

const show = (value) =>
  value >= 100
    ? Math.round(value).toLocaleString('en').replaceAll(',', ' ')
    : value.toFixed(value < 10 ? 2 : 1);

/** @param fields name, and unit, of what to print of each contender */
function print(title, results, fields) {
  console.log(`\n${title}`);
  for (const [name, measured] of results) {
    const parts = fields.map(
      ([field, unit]) => `${show(median(measured.map((each) => each[field])))} ${unit}`,
    );
    console.log(`  ${labels.get(name).padEnd(28)} ${parts.map((part) => part.padStart(18)).join('')}`);
  }
}

const targets = [];
/** Notes a ratio of the product to another one of the same rounds. @param wants '<' or '>' */
function target(what, results, field, baseline, wants, must, goal) {
  const ratios = results.get('product').map((own, round) => own[field] / results.get(baseline)[round][field]);
  note(`${what} / ${labels.get(baseline)}`, median(ratios), wants, must, goal, '×');
}
function note(what, value, wants, must, goal, unit) {
  const holds = (bound) => (wants === '<' ? value <= bound : value >= bound);
  targets.push({
    what,
    value: `${show(value)} ${unit}`,
    must,
    goal,
    verdict: holds(goal) ? 'goal' : holds(must) ? 'must' : 'MISSED',
    wants,
  });
}

const MOVES = [['movesPerSec', 'moves/s'], ['p50Ms', 'ms p50'], ['p99Ms', 'ms p99'], ['cpuUsPerMove', 'µs CPU']]; // prettier-ignore
const drawn = {};

if (only.includes('moves')) {
  for (const n of values.games.split(',').map(Number)) {
    const contenders = ['ws', 'trpc', 'trpc-sqlite', 'boardgameio', 'product'];
    const results = await compare('moves', contenders, { n, warm, seconds, seed: 1 });
    print(`${n} ${n === 1 ? 'game' : 'games'} at once`, results, MOVES);
    if (n === 1) target('1 game, p50', results, 'p50Ms', 'trpc-sqlite', '<', 1.5, 1);
    else {
      target(`${n} games, moves/s`, results, 'movesPerSec', 'boardgameio', '>', 1.5, 2.5);
      target(`${n} games, moves/s`, results, 'movesPerSec', 'trpc-sqlite', '>', 1, 1);
    }
    if (n !== 50) continue;
    drawn.moves = results;
    target('50 games, CPU a move', results, 'cpuUsPerMove', 'trpc', '<', 1.2, 0.7);
    target('50 games, p99', results, 'p99Ms', 'trpc', '<', 1.5, 1);
    const bytes = median(results.get('product').map(({ bytesPerGame }) => bytesPerGame / 1000));
    note('a finished game on disk', bytes, '<', 8, 4, 'kB');
  }
}

const TELLERS = ['ws', 'socketio', 'trpc', 'product'];
if (only.includes('watchers')) {
  for (const n of [1000, 5000]) {
    const results = await compare('watchers', TELLERS, { n, seconds }, { PRODUCT_GAMES: '60' });
    print(`one event to each of ${n} watchers (of the product: a move, three events)`, results, [
      ['serverCpuUsPerDelivery', 'µs CPU each'], ['fanoutMs', 'ms until all have it']]); // prettier-ignore
    target(`a move to ${n} watchers, CPU each`, results, 'serverCpuUsPerDelivery', 'socketio', '<', 3, 1.5);
    if (n === 1000) drawn.watchers = results;
  }
}

if (only.includes('idle')) {
  const results = await compare('idle', TELLERS, { n: 2000, seconds: 3 }, { PRODUCT_GAMES: '1' });
  print('an idle connection with one subscription', results, [['rssKbPerConnection', 'KiB']]);
  target('an idle connection, memory', results, 'rssKbPerConnection', 'trpc', '<', 1, 0.92);
  target('an idle connection, memory', results, 'rssKbPerConnection', 'socketio', '<', 1.1, 1);
}

if (only.includes('growth')) {
  const of = async (n) => await compare('moves', ['product'], { n, warm: 6, seconds, seed: 1 });
  const [some, many] = [await of(500), await of(5000)];
  print('500 games at once, warm', some, MOVES);
  print('5000 games at once, warm', many, MOVES);
  const ratio = median(
    many.get('product').map((each, round) => each.cpuUsPerMove / some.get('product')[round].cpuUsPerMove),
  );
  note('CPU a move at 5000 games / at 500', ratio, '<', 1.2, 1.05, '×');
}

if (only.includes('long')) {
  const long = await measure('moves', 'product', { n: 50, warm: 2, seconds: 4, thenSeconds: 200, seed: 1 });
  print('50 games, the first 4 s', new Map([['product', [long]]]), [...MOVES, ['rssMb', 'MiB']]);
  print('50 games, 200 s', new Map([['product', [long.all]]]), [...MOVES, ['rssMb', 'MiB']]);
  note('200 s / the first 4 s, p99', long.all.p99Ms / long.p99Ms, '<', 1.3, 1.05, '×');
  note('200 s / the first 4 s, CPU a move', long.all.cpuUsPerMove / long.cpuUsPerMove, '<', 1.1, 1.05, '×');
}

console.log(`\nratios, medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`);
for (const { what, value, wants, must, goal, verdict } of targets)
  console.log(
    `  ${verdict.padEnd(7)}${what.padEnd(64)}${value.padStart(10)}   must ${wants} ${must}, goal ${wants} ${goal}`,
  );

if (values.svg && drawn.moves) {
  const bars = (results, field) => [...results].map(([name, measured]) => ({ label: labels.get(name), value: median(measured.map((each) => each[field])), isOurs: name === 'product' })); // prettier-ignore
  const panels = [
    { title: '50 games at once: moves a second (more is better)', bars: bars(drawn.moves, 'movesPerSec') },
    {
      title: '50 games at once: server CPU a move, µs (less is better)',
      bars: bars(drawn.moves, 'cpuUsPerMove'),
    },
    ...(drawn.watchers
      ? [
          {
            title: 'told to each of 1 000 watchers: server CPU, µs (less is better; ours tells three events)',
            bars: bars(drawn.watchers, 'serverCpuUsPerDelivery'),
          },
        ]
      : []),
  ];
  writeFileSync(values.svg, chart(panels));
}
