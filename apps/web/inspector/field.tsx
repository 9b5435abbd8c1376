import type { ReactNode } from 'react';

const box = 'min-h-11 w-full min-w-0 rounded-lg border border-edge bg-sheet px-2 text-sm text-ink';

interface LabelledProps {
  readonly label: string;
  readonly children: ReactNode;
}

function Labelled({ label, children }: LabelledProps) {
  return (
    <label className="grid min-w-0 gap-1 text-xs font-semibold text-soft">
      <span>{label}</span>
      {children}
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, shown: string])[];
  /** What nothing chosen is called. */
  readonly none?: string;
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, value, options, none = 'all', onChoose }: ChoiceProps) {
  return (
    <Labelled label={label}>
      <select
        aria-label={label}
        className={box}
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{none}</option>
        {options.map(([each, shown]) => (
          <option key={each} value={each}>
            {shown}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'number';
  readonly placeholder?: string;
  readonly onType: (value: string) => void;
}

export function TextField({ label, value, type = 'text', placeholder, onType }: TextProps) {
  return (
    <Labelled label={label}>
      <input
        aria-label={label}
        className={box}
        value={value}
        type={type}
        step="any"
        placeholder={placeholder}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </Labelled>
  );
}
