import { Menu } from '@base-ui/react/menu';
import { Check, Monitor, Moon, Sun } from 'lucide-react';
import { buttonStyle } from '../../ui/button.tsx';
import { DropMenu, menuItemStyle } from '../../ui/menu.tsx';
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
      <Menu.RadioGroup value={theme} onValueChange={chooseTheme} aria-label="Theme">
        {themes.map((value) => {
          const { label, Icon: ItemIcon } = looks[value];
          return (
            <Menu.RadioItem key={value} value={value} closeOnClick className={menuItemStyle}>
              <ItemIcon aria-hidden />
              <span className="flex-1">{label}</span>
              <Menu.RadioItemIndicator>
                <Check aria-hidden />
              </Menu.RadioItemIndicator>
            </Menu.RadioItem>
          );
        })}
      </Menu.RadioGroup>
    </DropMenu>
  );
}
