/** The hostile side, a process of its own, so that its work is not in what the players measure. */
import fc from 'fast-check';
import { GARBAGE_HTTP, message, type Request, request } from './frames.ts';
import { nuisances } from './nuisances.ts';
import { bytesOf, sendRequest, type Target } from './over-http.ts';
import { createSpeaker } from './over-websocket.ts';
import { createTally, type Tally } from './tally.ts';

export interface Attack {
  readonly port: number;
  readonly rounds: number;
  /** In all rounds together. */
  readonly frames: number;
  readonly seed: number;
  /** What the server gives connections that say nothing. */
  readonly timeoutMs: number;
}

/** Each within what its address may send, so that most frames get as far as they can. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
const FRAMES_PER_SECOND = 120;
const NUISANCES_FROM = '127.0.0.9';
const TICK_MS = 50;

const { port, rounds, frames, seed, timeoutMs } = JSON.parse(process.argv[2] ?? '{}') as Attack;
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

interface Frames {
  readonly requests: readonly Request[];
  readonly messages: readonly (string | Uint8Array)[];
}

/** Half of the frames over HTTP, half over WebSocket; half of each with a session. */
async function attackFrom(
  tally: Tally,
  target: Target,
  token: string | null,
  { requests, messages }: Frames,
): Promise<void> {
  const share = requests.length + messages.length;
  const speakers = [createSpeaker(tally, target, token), createSpeaker(tally, target, null)];
  const asked: Promise<void>[] = [];
  const began = performance.now();
  for (let sent = 0; sent < share; sent += 1) {
    const due = (sent / FRAMES_PER_SECOND) * 1_000 - (performance.now() - began);
    if (due > TICK_MS) await pause(due);
    const half = sent >> 1;
    const [nextMessage, nextRequest] = [messages[half], requests[half]];
    if (sent % 2 === 0 && nextMessage !== undefined) await speakers[half % 2]?.say(nextMessage);
    else if (sent % 40 === 1) {
      const garbage = GARBAGE_HTTP[(sent >> 3) % GARBAGE_HTTP.length] ?? '';
      asked.push(sendRequest(tally, target, 'GET', garbage));
    } else if (nextRequest) {
      const bytes = bytesOf(nextRequest, sent % 4 === 1 ? token : null);
      asked.push(sendRequest(tally, target, nextRequest.method, bytes));
    }
  }
  tally.sendingMs = Math.max(tally.sendingMs, performance.now() - began);
  await Promise.all(asked);
  for (const speaker of speakers) speaker.close();
}

/** What is sent from each address in a round. */
function shareOf(round: number, address: number): Frames {
  const numRuns = Math.ceil(frames / rounds / ADDRESSES.length / 2);
  const shareSeed = seed + round * ADDRESSES.length + address;
  return {
    requests: fc.sample(request, { seed: shareSeed, numRuns }),
    messages: fc.sample(message, { seed: shareSeed, numRuns }),
  };
}

async function attack(tally: Tally, shares: readonly Frames[], tokens: readonly (string | null)[]) {
  const beganAt = performance.now();
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const held = nuisances.map((nuisance) => nuisance(tally, { port, from: NUISANCES_FROM }, ended));
  await Promise.all(
    ADDRESSES.map((from, address) =>
      attackFrom(
        tally,
        { port, from },
        tokens[address] ?? null,
        shares[address] ?? { requests: [], messages: [] },
      ),
    ),
  );
  // All of them have had the time that the server gives them.
  await pause(timeoutMs + 1_500 - (performance.now() - beganAt));
  end();
  await Promise.all(held);
}

// Before it begins: making frames up takes longer than sending them.
const prepared = Array.from({ length: rounds }, (_, round) =>
  ADDRESSES.map((__, address) => shareOf(round, address)),
);
const tokens = await Promise.all(ADDRESSES.map(tokenFor));
process.on('message', (round: number) => {
  const tally = createTally();
  void attack(tally, prepared[round] ?? [], tokens).then(() => process.send?.(tally));
});
process.send?.('ready');
