import type { RecordedOperation } from '@tic-tac-toe/domain/operations';
import { Sheet } from '#page/ui/sheet.tsx';
import { Choice } from './field.tsx';
import { colourOf, type Filter, gamesOf, inMilliseconds, outcomeOf, titleOf } from './looks.ts';

const MAX_LISTED = 200;

interface Props {
  readonly operations: readonly RecordedOperation[];
  readonly listed: readonly RecordedOperation[];
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
  readonly players: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly chosen: RecordedOperation | null;
  readonly open: (operation: RecordedOperation) => void;
}

/** The newest first. */
export function OperationList(props: Props) {
  const { operations, listed, filter, setFilter, players, nameOf, chosen, open } = props;
  const unique = (all: readonly string[]) => [...new Set(all)].toSorted();
  const games = unique(operations.flatMap(gamesOf));
  const types = unique(operations.flatMap(({ effects }) => effects.map(({ type }) => type)));
  const named = (id: string) => [id, nameOf(id)] as const;
  return (
    <Sheet title="Operations" aside={<span className="text-sm text-soft tabular-nums">{listed.length}</span>}>
      <div className="grid grid-cols-3 gap-2 px-4 pb-3">
        <Choice
          label="Game"
          value={filter.game}
          options={games.map((id) => [id, id.slice(-8)])}
          onChoose={(game) => setFilter({ ...filter, game })}
        />
        <Choice
          label="Player"
          value={filter.player}
          options={players.map(named)}
          onChoose={(player) => setFilter({ ...filter, player })}
        />
        <Choice
          label="Type"
          value={filter.type}
          options={types.map((type) => [type, type])}
          onChoose={(type) => setFilter({ ...filter, type })}
        />
      </div>
      <ol className="max-h-[18rem] overflow-y-auto border-t border-line lg:max-h-[calc(100dvh-15rem)]">
        {listed
          .slice(-MAX_LISTED)
          .toReversed()
          .map((operation) => (
            <li key={operation.number} className="border-b border-line">
              <button
                type="button"
                aria-pressed={operation === chosen}
                onClick={() => open(operation)}
                className="flex min-h-11 w-full flex-wrap items-baseline gap-x-2 px-4 py-2 text-start text-sm hover:bg-raised aria-pressed:bg-raised"
              >
                <span className="font-semibold">{titleOf(operation)}</span>
                <span className="text-soft">{operation.actor === null ? '' : nameOf(operation.actor)}</span>
                <span className="ms-auto text-soft tabular-nums">
                  {inMilliseconds(operation.milliseconds)}
                </span>
                <span className={`w-full text-xs ${colourOf(operation)}`}>{outcomeOf(operation)}</span>
              </button>
            </li>
          ))}
      </ol>
    </Sheet>
  );
}
