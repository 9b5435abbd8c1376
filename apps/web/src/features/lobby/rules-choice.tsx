import type { RulesName } from '@tic-tac-toe/domain/contracts';
import { type PlainSentence, t } from '../../languages/t.ts';

const names = { classic: 'Classic', ultimate: 'Ultimate' } as const satisfies Record<
  RulesName,
  PlainSentence
>;
const choices = ['classic', 'ultimate'] as const;

interface Props {
  readonly rules: RulesName;
  readonly onChange: (rules: RulesName) => void;
}

/** Which game is opened here: the new one, and those that others are invited to. */
export function RulesChoice({ rules, onChange }: Props) {
  return (
    <fieldset className="grid grid-cols-2 rounded-full border border-edge bg-sheet p-1">
      <legend className="sr-only">{t('Which game')}</legend>
      {choices.map((choice) => (
        <label
          key={choice}
          className="relative flex min-h-11 cursor-pointer items-center justify-center rounded-full px-4 font-semibold text-soft transition-colors select-none has-checked:bg-marker has-checked:text-on-marker has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-o"
        >
          <input
            type="radio"
            name="rules"
            checked={choice === rules}
            onChange={() => onChange(choice)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-full outline-hidden"
          />
          <span>{t(names[choice])}</span>
        </label>
      ))}
    </fieldset>
  );
}
