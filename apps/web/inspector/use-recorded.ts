import type { RecordedOperation } from '@tic-tac-toe/domain/operations';
import { useEffect, useState } from 'react';
import { type About, askAbout, askLog, askOperations, type LoggedEvent, send } from './api.ts';

const LOOK_EVERY_MS = 400;
/** More would be slow to draw; the server keeps about as many. */
const MAX_KEPT = 2_000;

/** All that the server has recorded, oldest first; it grows while one looks. `problem` says why nothing comes. */
export function useOperations() {
  const [operations, setOperations] = useState<readonly RecordedOperation[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let last = 0;
    let timer = 0;
    const look = async () => {
      try {
        const more = await askOperations(last);
        last = more.at(-1)?.number ?? last;
        if (more.length > 0) setOperations((before) => [...before, ...more].slice(-MAX_KEPT));
        setProblem(null);
      } catch (error) {
        setProblem(`${String(error)} After a restart of the server, load this page again.`);
      }
      timer = window.setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    void look();
    return () => window.clearTimeout(timer);
  }, []);
  return { operations, problem };
}

export function useAbout(): About | null {
  const [about, setAbout] = useState<About | null>(null);
  useEffect(() => void askAbout().then(setAbout, () => {}), []);
  return about;
}

/** The log of a game, read again whenever more was recorded. */
export function useLog(gameId: string | null, recorded: number): readonly LoggedEvent[] {
  const [log, setLog] = useState<readonly LoggedEvent[]>([]);
  useEffect(() => {
    let isCurrent = true;
    if (gameId === null) setLog([]);
    else
      void askLog(gameId).then(
        (found) => isCurrent && setLog(found),
        () => {},
      );
    return () => void (isCurrent = false);
  }, [gameId, recorded]);
  return log;
}

export const SYSTEM = '00000000-0000-0000-0000-000000000000';
const asked = new Set<string>([SYSTEM]);

/** What players are called, by their ids. */
export function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map([[SYSTEM, 'system']]));
  useEffect(() => {
    for (const id of ids.filter((each) => !asked.has(each))) {
      asked.add(id);
      void send('users.GetUser', { id }, SYSTEM).then(
        (found) => {
          if (!('answer' in found) || typeof found.answer !== 'object' || found.answer === null) return;
          const alias = 'alias' in found.answer ? String(found.answer.alias) : id;
          setNames((before) => new Map([...before, [id, alias]]));
        },
        () => {},
      );
    }
  }, [ids]);
  return names;
}
