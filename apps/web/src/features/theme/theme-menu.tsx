import Check from 'lucide-react/icons/check';
import Globe from 'lucide-react/icons/globe';
import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import type { ReactNode } from 'react';
import { buttonStyle } from '../../ui/button.tsx';
import { DropMenu, MenuItem } from '../../ui/menu.tsx';
import { type Theme, chooseTheme, themes, useTheme } from './theme.ts';
import { chooseLanguage, currentLanguage, languageNames } from '../../languages/languages.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

const looks = {
  system: { label: 'Like the system', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
} as const satisfies Record<Theme, { readonly label: PlainSentence; readonly Icon: typeof Sun }>;

/** Its button is known by a globe, and by the language's own name where there is room: who cannot read the page looks for these. */
export function ThemeMenu() {
  const theme = useTheme();
  const language = currentLanguage();
  const spoken = languageNames.find(([one]) => one === language)?.[1] ?? language;
  return (
    <DropMenu
      label={t('{language}: language and theme', { language: spoken })}
      trigger={
        <>
          <Globe aria-hidden />
          <span translate="no" className="hidden sm:inline">
            {spoken}
          </span>
        </>
      }
      triggerClass={`${buttonStyle({ look: 'quiet', size: 'slim' })} max-sm:w-11 max-sm:px-0`}
    >
      <div role="group" aria-label={t('Language')}>
        {languageNames.map(([code, name]) => (
          <Choice key={code} isChosen={code === language} onChoose={() => chooseLanguage(code)}>
            <span aria-hidden translate="no" className="w-[1.125rem] text-xs font-bold text-soft uppercase">
              {code}
            </span>
            <span lang={code} translate="no" className="flex-1">
              {name}
            </span>
          </Choice>
        ))}
      </div>
      <div role="group" aria-label={t('Theme')} className="mt-1.5 border-t border-line pt-1.5">
        {themes.map((value) => {
          const { label, Icon: ItemIcon } = looks[value];
          return (
            <Choice key={value} isChosen={value === theme} onChoose={() => chooseTheme(value)}>
              <ItemIcon aria-hidden />
              <span className="flex-1">{t(label)}</span>
            </Choice>
          );
        })}
      </div>
    </DropMenu>
  );
}

interface ChoiceProps {
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

const Choice = ({ isChosen, onChoose, children }: ChoiceProps) => (
  <MenuItem role="menuitemradio" aria-checked={isChosen} onClick={onChoose}>
    {children}
    {isChosen && <Check aria-hidden />}
  </MenuItem>
);
