/** The hostile side, a process of its own, so that its work is not in what the players measure. */
import fc from 'fast-check';
import { GARBAGE_HTTP, message, request } from './frames.ts';
import { nuisances } from './nuisances.ts';
import { bytesOf, sendRequest, type Target } from './over-http.ts';
import { createSpeaker } from './over-websocket.ts';
import { createTally, type Tally } from './tally.ts';

export interface Attack {
  readonly port: number;
  readonly frames: number;
  readonly seed: number;
}

/** Each within what its address may send, so that most frames get as far as they can. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
const FRAMES_PER_SECOND = 120;
const NUISANCES_FROM = '127.0.0.9';
const TICK_MS = 50;
/** Generating is work too: in portions, each with a seed of its own. */
const PORTION = 200;

const { port, frames, seed } = JSON.parse(process.argv[2] ?? '{}') as Attack;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function tokenFor(from: string): Promise<string | null> {
  const response = await fetch(`http://127.0.0.1:${port}/trpc/sessions.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alias: `eve ${from.slice(-1)}` }),
  });
  const body = (await response.json()) as { result?: { data: { token: string } } };
  return body.result?.data.token ?? null;
}

function* generated<T>(arbitrary: fc.Arbitrary<T>, first: number): Generator<T, never> {
  for (let portion = first; ; portion += 1) {
    yield* fc.sample(arbitrary, { seed: portion, numRuns: PORTION });
  }
}

/** Half of the frames over HTTP, half over WebSocket; half of each with a session. */
async function attackFrom(tally: Tally, target: Target, share: number, first: number): Promise<void> {
  const token = await tokenFor(target.from);
  const requests = generated(request, first);
  const messages = generated(message, first);
  const speakers = [createSpeaker(tally, target, token), createSpeaker(tally, target, null)];
  const asked: Promise<void>[] = [];
  const began = performance.now();
  for (let sent = 0; sent < share; sent += 1) {
    const due = (sent / FRAMES_PER_SECOND) * 1_000 - (performance.now() - began);
    if (due > TICK_MS) await pause(due);
    if (sent % 2 === 0) await speakers[(sent / 2) % 2]?.say(messages.next().value);
    else if (sent % 40 === 1) {
      const garbage = GARBAGE_HTTP[(sent >> 3) % GARBAGE_HTTP.length] ?? '';
      asked.push(sendRequest(tally, target, 'GET', garbage));
    } else {
      const next = requests.next().value;
      const bytes = bytesOf(next, sent % 4 === 1 ? token : null);
      asked.push(sendRequest(tally, target, next.method, bytes));
    }
  }
  await Promise.all(asked);
  for (const speaker of speakers) speaker.close();
}

const tally = createTally();
let end = () => {};
const ended = new Promise<void>((resolve) => (end = resolve));
const held = nuisances.map((nuisance) => nuisance(tally, { port, from: NUISANCES_FROM }, ended));
await Promise.all(
  ADDRESSES.map((from, index) =>
    attackFrom(tally, { port, from }, Math.ceil(frames / ADDRESSES.length), seed + index * 100_000),
  ),
);
end();
await Promise.all(held);
process.send?.(tally, () => process.exit(0));
