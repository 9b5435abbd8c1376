import type { RecordedOperation } from '@tic-tac-toe/domain/operations';
import { useMemo, useState } from 'react';
import { Wordmark } from '#page/ui/wordmark.tsx';
import { type Filter, gamesOf, passes } from './looks.ts';
import { OperationDetail } from './operation-detail.tsx';
import { OperationList } from './operation-list.tsx';
import { Replay } from './replay.tsx';
import { SendForm } from './send-form.tsx';
import { useAbout, useLog, useNames, useOperations } from './use-recorded.ts';

/** What the bus does, as it happens. */
export function Inspector() {
  const { operations, problem } = useOperations();
  const about = useAbout();
  const [filter, setFilter] = useState<Filter>({ game: '', player: '', type: '' });
  const [chosen, choose] = useState<number | null>(null);
  const [shown, show] = useState<number | null>(null);

  const players = useMemo(() => [...new Set(operations.flatMap(({ actor }) => actor ?? []))], [operations]);
  const names = useNames(players);
  // Ids of one time begin alike.
  const nameOf = (id: string) => names.get(id) ?? id.slice(-8);
  const listed = operations.filter((operation) => passes(operation, filter));
  const operation = operations.find(({ number }) => number === chosen) ?? null;
  const gameId = (operation && gamesOf(operation)[0]) ?? (filter.game === '' ? null : filter.game);
  const log = useLog(gameId, operations.length);

  const open = ({ number, outcome }: RecordedOperation) => {
    choose(number);
    show(outcome.kind === 'accepted' ? outcome.position : null);
  };
  return (
    <>
      <header className="sticky top-0 z-20 border-b border-line bg-paper">
        <div className="@container flex h-16 items-center gap-3 in-line">
          <Wordmark />
          <h1 className="text-lg font-semibold">
            <span className="highlighted">Inspector</span>
          </h1>
          <span role="status" className="ms-auto text-sm text-soft tabular-nums">
            {problem ?? `${operations.length} operations`}
          </span>
        </div>
      </header>
      <main className="in-line grid items-start gap-4 py-4 lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[20rem_minmax(0,1fr)_20rem]">
        <OperationList
          {...{ operations, listed, filter, setFilter, players, nameOf, open }}
          chosen={operation}
        />
        <OperationDetail
          {...{ operation, operations, gameId, log, nameOf, show }}
          turnTimeout={about?.turnTimeout ?? 0}
        />
        <div className="grid min-w-0 gap-4">
          {gameId !== null && log.length > 0 && (
            <Replay key={gameId} log={log} upTo={shown} show={show} nameOf={nameOf} />
          )}
          {about && <SendForm about={about} players={players} nameOf={nameOf} gameId={gameId} />}
        </div>
      </main>
    </>
  );
}
