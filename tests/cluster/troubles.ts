import { pause } from '../support/pause.ts';
import type { Primary } from './primary.ts';
import type { Member, Site } from './site.ts';

export interface Scene {
  readonly site: Site;
  readonly primary: Primary;
}

/** Makes a trouble, and waits until it is over. */
type Trouble = (scene: Scene, member: Member) => Promise<void>;

/** How long a network is stalled, and a server stands still, in milliseconds: others declare it dead after five seconds. */
const STANDSTILL = { least: 500, most: 8_000 };

const standstill = () => pause(STANDSTILL.least + Math.random() * (STANDSTILL.most - STANDSTILL.least));

async function stall(cable: Member['toDatabase']): Promise<void> {
  cable.stall();
  await standstill();
  cable.resume();
}

const TROUBLES = {
  'server killed': async (_, member) => {
    await member.kill();
    await member.start();
  },
  'server stopped by a deploy': async (_, member) => {
    await member.stop();
    await member.start();
  },
  'server stands still': async (_, member) => {
    member.signal('SIGSTOP');
    await standstill();
    member.signal('SIGCONT');
  },
  'database restarted': ({ primary }) => primary.restart('fast'),
  'database crashed': ({ primary }) => primary.restart('immediate'),
  'standby promoted': ({ primary, site }) => primary.failOver(site),
  'server cut from database': async (_, { toDatabase }) => toDatabase.cut(),
  'server cut from players': async (_, { toPlayers }) => toPlayers.cut(),
  'stalled to the database': (_, { toDatabase }) => stall(toDatabase),
  'stalled to players': (_, { toPlayers }) => stall(toPlayers),
} as const satisfies Readonly<Record<string, Trouble>>;

export type TroubleName = keyof typeof TROUBLES;

/** What a count of an option stands for: its troubles take turns. */
export const KINDS = {
  kills: ['server killed'],
  stops: ['server stopped by a deploy'],
  standstills: ['server stands still'],
  restarts: ['database crashed', 'database restarted'],
  promotions: ['standby promoted'],
  cuts: ['server cut from database', 'server cut from players'],
  stalls: ['stalled to the database', 'stalled to players'],
} as const satisfies Readonly<Record<string, readonly TroubleName[]>>;

export type Kind = keyof typeof KINDS;

/** How many troubles of each kind there are to be. */
export type Counts = Readonly<Partial<Record<Kind, number>>>;

/** @returns the troubles in a random order */
export function plan(counts: Counts): readonly TroubleName[] {
  const names = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const turns: readonly TroubleName[] = KINDS[kind];
    return Array.from({ length: counts[kind] ?? 0 }, (_, index) => turns[index % turns.length] ?? turns[0]);
  });
  const inOrder = names.flatMap((name) => (name === undefined ? [] : [{ name, at: Math.random() }]));
  return inOrder.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
}

export const makeTrouble = (name: TroubleName, scene: Scene, member: Member): Promise<void> =>
  TROUBLES[name](scene, member);
