import type { RecordedEffect, RecordedHandling, RecordedSubject } from '@tic-tac-toe/domain/operations';
import { inMilliseconds } from './looks.ts';

interface Props {
  readonly effects: readonly RecordedEffect[];
  /** Whose consequences are shown. */
  readonly causation: number | null;
}

/** What followed from an effect, and from that. */
export function Effects({ effects, causation }: Props) {
  const children = effects.filter((effect) => effect.causation === causation);
  if (children.length === 0) return null;
  return (
    <ul className={causation === null ? 'grid gap-3' : 'ms-2 mt-3 grid gap-3 border-s-2 border-line ps-3'}>
      {children.map((effect) => (
        <li key={effect.sequence} className="min-w-0">
          <div className="flex flex-wrap items-baseline gap-x-2">
            <span className={`font-semibold ${effect.kind === 'command' ? 'text-o' : 'text-ink'}`}>
              {effect.name}
            </span>
            {effect.position !== null && (
              <span className="highlighted text-xs tabular-nums">{`position ${effect.position}`}</span>
            )}
            {effect.refused !== null && (
              <span className="text-sm font-semibold text-x">{effect.refused}</span>
            )}
          </div>
          <Data of={effect.data} />
          {effect.handlers.map((handling, index) => (
            <Handling key={index} {...handling} />
          ))}
          <Effects effects={effects} causation={effect.sequence} />
        </li>
      ))}
    </ul>
  );
}

const Data = ({ of }: { readonly of: unknown }) => (
  <code className="block text-xs break-all text-soft">{JSON.stringify(of)}</code>
);

function Handling({ handler, milliseconds, answer, skips, subjects, timers, error }: RecordedHandling) {
  const isSkipped = skips.length > 0 && skips.length >= subjects.length;
  const said = isSkipped ? `skipped: ${skips.join('; ')}` : (error ?? answer);
  return (
    <div className="mt-1 rounded-lg border border-line px-3 py-1 text-sm">
      <div className="flex flex-wrap gap-x-2">
        <span>{handler}</span>
        <span className={answer === 'failed' || answer === 'refused' ? 'text-x' : 'text-soft'}>{said}</span>
        <span className="ms-auto text-soft tabular-nums">{inMilliseconds(milliseconds)}</span>
      </div>
      {timers.map(({ kind, key, at, event }, index) => (
        <p key={index} className="text-xs break-all text-soft">
          {`timer ${key} ${kind}${event && at !== null ? `: ${event.name} at ${new Date(at).toISOString()}` : ''}`}
        </p>
      ))}
      {subjects.map((subject) => (
        <State key={`${subject.state} ${subject.id}`} {...subject} />
      ))}
    </div>
  );
}

function State({ state, id, before, after }: RecordedSubject) {
  return (
    <details className="text-xs">
      <summary className="cursor-pointer py-1">{`${state} ${id.slice(-8)}${after === undefined ? ', as it was' : ''}`}</summary>
      <div className="grid gap-2 sm:grid-cols-2">
        <Json label="before" of={before} />
        {after !== undefined && <Json label="after" of={after} />}
      </div>
    </details>
  );
}

const Json = ({ label, of }: { readonly label: string; readonly of: unknown }) => (
  <figure className="min-w-0">
    <figcaption className="font-semibold text-soft">{label}</figcaption>
    <pre className="max-h-56 overflow-auto rounded bg-raised p-2" tabIndex={0}>
      {of === undefined ? 'none' : JSON.stringify(of, null, 1)}
    </pre>
  </figure>
);
