import Check from 'lucide-react/icons/check';
import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import { buttonStyle } from '../../ui/button.tsx';
import { DropMenu, MenuItem } from '../../ui/menu.tsx';
import { type Theme, chooseTheme, themes, useTheme } from './theme.ts';

const looks: Readonly<Record<Theme, { readonly label: string; readonly Icon: typeof Sun }>> = {
  system: { label: 'Like the system', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
};

export function ThemeMenu() {
  const theme = useTheme();
  const { Icon } = looks[theme];
  return (
    <DropMenu
      label="Theme"
      trigger={<Icon aria-hidden />}
      triggerClass={buttonStyle({ look: 'quiet', size: 'icon' })}
    >
      {themes.map((value) => {
        const { label, Icon: ItemIcon } = looks[value];
        const isChosen = value === theme;
        return (
          <MenuItem
            key={value}
            role="menuitemradio"
            aria-checked={isChosen}
            onClick={() => chooseTheme(value)}
          >
            <ItemIcon aria-hidden />
            <span className="flex-1">{label}</span>
            {isChosen && <Check aria-hidden />}
          </MenuItem>
        );
      })}
    </DropMenu>
  );
}
