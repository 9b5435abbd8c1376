import Check from 'lucide-react/icons/check';
import Languages from 'lucide-react/icons/languages';
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

export function ThemeMenu() {
  const theme = useTheme();
  const { Icon } = looks[theme];
  return (
    <DropMenu
      label={t('Theme and language')}
      trigger={<Icon aria-hidden />}
      triggerClass={buttonStyle({ look: 'quiet', size: 'icon' })}
    >
      <div role="group" aria-label={t('Theme')}>
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
      <div role="group" aria-label={t('Language')} className="mt-1.5 border-t border-line pt-1.5">
        {languageNames.map(([language, name]) => (
          <Choice
            key={language}
            isChosen={language === currentLanguage()}
            onChoose={() => chooseLanguage(language)}
          >
            <Languages aria-hidden />
            <span lang={language} translate="no" className="flex-1">
              {name}
            </span>
          </Choice>
        ))}
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
