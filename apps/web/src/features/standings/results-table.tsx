import type { BySide } from '@tic-tac-toe/domain/contracts';
import { t } from '../../languages/t.ts';

type Tally = BySide['first'];

const COLUMNS = [
  { heading: 'Won', of: ({ won }: Tally) => won },
  { heading: 'Drawn', of: ({ drawn }: Tally) => drawn },
  { heading: 'Lost', of: ({ lost }: Tally) => lost },
] as const;

export const gamesIn = ({ first, second }: BySide): number =>
  [first, second].reduce((sum, { won, drawn, lost }) => sum + won + drawn + lost, 0);

/** How games came out, by who played first. */
export function ResultsTable({ results }: { readonly results: BySide }) {
  return (
    <table className="mx-5 mb-3 w-[calc(100%-2.5rem)] text-end tabular-nums">
      <thead className="text-sm text-soft">
        <tr>
          <td />
          {COLUMNS.map(({ heading }) => (
            <th key={heading} scope="col" className="py-2 ps-2 font-normal">
              {t(heading)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Row name={t('Playing first')} tally={results.first} />
        <Row name={t('Playing second')} tally={results.second} />
      </tbody>
    </table>
  );
}

function Row({ name, tally }: { readonly name: string; readonly tally: Tally }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-3 text-start font-normal wrap-anywhere">
        {name}
      </th>
      {COLUMNS.map(({ heading, of }) => (
        <td key={heading} className="py-3 ps-2 text-lg font-bold">
          {of(tally)}
        </td>
      ))}
    </tr>
  );
}
