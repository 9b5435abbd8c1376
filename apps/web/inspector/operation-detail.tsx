import type { RecordedOperation } from '@tic-tac-toe/domain/operations';
import { useState } from 'react';
import { Button } from '#page/ui/button.tsx';
import { Sheet } from '#page/ui/sheet.tsx';
import type { LoggedEvent } from './api.ts';
import { Effects } from './effects.tsx';
import { givenWhenThen } from './given-when-then.ts';
import { colourOf, inMilliseconds, outcomeOf, titleOf } from './looks.ts';

interface Props {
  readonly operation: RecordedOperation | null;
  readonly operations: readonly RecordedOperation[];
  readonly gameId: string | null;
  readonly log: readonly LoggedEvent[];
  readonly turnTimeout: number;
  readonly nameOf: (id: string) => string;
  /** Shows the game as it stood at a position. */
  readonly show: (position: number) => void;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** One operation as a tree: command, events, reactions. */
export function OperationDetail({ operation, gameId, nameOf, show, ...props }: Props) {
  if (!operation)
    return (
      <Sheet title="Nothing chosen">
        <p className="px-5 pb-5 text-soft">
          Play in another window, or send something: what the bus does appears in the list. Choose an
          operation to see what followed from it.
        </p>
      </Sheet>
    );
  const { commit, attempts, effects, actor, outcome } = operation;
  const first = effects.find(({ position }) => position !== null)?.position ?? null;
  return (
    <Sheet
      title={titleOf(operation)}
      aside={<span className={`text-sm ${colourOf(operation)}`}>{outcomeOf(operation)}</span>}
    >
      <div className="grid gap-3 px-5 pb-5">
        <p className="text-sm text-soft">
          {[
            actor === null ? 'its answer was on file' : `by ${nameOf(actor)}`,
            operation.isAsked ? '' : 'by a timer',
            `${inMilliseconds(operation.milliseconds)} in all`,
            attempts > 1 ? `decided ${attempts} times` : '',
            outcome.kind === 'failed' ? outcome.error : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {commit && (
          <p className="text-sm">
            {`Commit after position ${commit.before}: ${counted(commit.events, 'event')} of ${counted(commit.operations, 'operation')}, ${inMilliseconds(commit.milliseconds)}`}
          </p>
        )}
        {gameId !== null && (
          <div className="flex flex-wrap gap-2">
            {first !== null && <Button onClick={() => show(first - 1)}>Board before</Button>}
            {outcome.kind === 'accepted' && (
              <Button onClick={() => show(outcome.position)}>Board after</Button>
            )}
            <CopyTest key={operation.number} operation={operation} gameId={gameId} {...props} />
          </div>
        )}
        <Effects effects={effects} causation={null} />
      </div>
    </Sheet>
  );
}

type CopyProps = Pick<Props, 'operations' | 'log' | 'turnTimeout'> & {
  readonly operation: RecordedOperation;
  readonly gameId: string;
};

function CopyTest({ operation, gameId, operations, log, turnTimeout }: CopyProps) {
  const [made, setMade] = useState<ReturnType<typeof givenWhenThen> | null>(null);
  const copy = async () => {
    const test = givenWhenThen(operation, gameId, operations, log, turnTimeout);
    setMade(test);
    if ('code' in test) await navigator.clipboard.writeText(test.code).catch(() => {});
  };
  return (
    <>
      <Button onClick={() => void copy()}>Copy as given–when–then</Button>
      {made && (
        <div role="status" className="w-full min-w-0">
          {'problem' in made ? (
            <p className="text-sm">{made.problem}</p>
          ) : (
            <>
              <p className="pb-1 text-sm text-soft">
                Copied: a file beside packages/domain/src/games/rulebook.test.ts.
              </p>
              <pre
                aria-label="Test"
                className="max-h-72 overflow-auto rounded-lg bg-raised p-3 text-xs"
                tabIndex={0}
              >
                {made.code}
              </pre>
            </>
          )}
        </div>
      )}
    </>
  );
}
