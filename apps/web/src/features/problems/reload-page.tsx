import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { t } from '../../languages/t.ts';

interface Props {
  readonly title: string;
  readonly sentence: string;
}

/** Nothing of this page can go on, and a new one can. */
export function ReloadPage({ title, sentence }: Props) {
  return (
    <Blank title={title}>
      <p role="status" className="text-lg text-soft">
        {sentence}
      </p>
      <Button look="primary" size="large" onClick={() => location.reload()}>
        {t('Reload')}
      </Button>
    </Blank>
  );
}
