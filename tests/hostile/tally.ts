import { leakIn } from './answers.ts';

/** What the hostile side has done, and what it got. */
export interface Tally {
  sent: number;
  /** How long frames were sent, in milliseconds; what was left open may last longer. */
  sendingMs: number;
  answers: number;
  /** Answers by what they said: a status or tRPC's code, or how a connection ended. */
  readonly kinds: Record<string, number>;
  /** What no answer may be. The first few, in words. */
  readonly faults: string[];
}

const MOST_FAULTS = 20;

export const createTally = (): Tally => ({ sent: 0, sendingMs: 0, answers: 0, kinds: {}, faults: [] });

export function count(tally: Tally, kind: string): void {
  tally.kinds[kind] = (tally.kinds[kind] ?? 0) + 1;
}

/** Judges an answer; `fault` is what its framing showed. */
export function judge(tally: Tally, answer: string, fault: string | null, asked: string): void {
  tally.answers += 1;
  const leak = leakIn(answer);
  const wrong = leak === null ? fault : `shows its inside: ${leak}`;
  if (wrong !== null && tally.faults.length < MOST_FAULTS)
    tally.faults.push(`${wrong}, asked ${asked.slice(0, 300)}`);
}

/** Adds what another round came to. */
export function addTally(to: Tally, { sent, sendingMs, answers, kinds, faults }: Tally): void {
  to.sent += sent;
  to.sendingMs += sendingMs;
  to.answers += answers;
  for (const [kind, times] of Object.entries(kinds)) to.kinds[kind] = (to.kinds[kind] ?? 0) + times;
  to.faults.push(...faults);
}
