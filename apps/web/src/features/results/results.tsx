import type { Results as Counted } from '@tic-tac-toe/domain/contracts';
import { trpc } from '../../api/trpc.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { useMe } from '../session/me.ts';

/** The server counts a game some hundred milliseconds after its end: who comes from one may be here before. */
const ASK_AGAIN_MS = 1_000;

/** How my games came out. Nothing at all until one has. */
export function Results() {
  const { id } = useMe();
  const { data } = trpc.scoring.getResults.useQuery(
    { userId: id },
    {
      // What was played since is not in the copy that was kept.
      gcTime: 0,
      refetchInterval: ({ state: { data, dataUpdateCount } }) =>
        dataUpdateCount < 2 || data?.results === null ? ASK_AGAIN_MS : false,
    },
  );
  const results = data?.results;
  if (!results || (gamesIn(results.first) === 0 && gamesIn(results.second) === 0)) return null;
  return (
    <Sheet title="Your results">
      <table className="mx-5 mb-3 w-[calc(100%-2.5rem)] text-right tabular-nums">
        <thead className="text-sm text-soft">
          <tr>
            <td />
            {COLUMNS.map(({ heading }) => (
              <th key={heading} scope="col" className="py-2 pl-2 font-normal">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row name="Playing first" tally={results.first} />
          <Row name="Playing second" tally={results.second} />
        </tbody>
      </table>
    </Sheet>
  );
}

type Tally = Counted['first'];

const COLUMNS = [
  { heading: 'Won', of: ({ won }: Tally) => won },
  { heading: 'Drawn', of: ({ drawn }: Tally) => drawn },
  { heading: 'Lost', of: ({ lost }: Tally) => lost },
] as const;

const gamesIn = ({ won, drawn, lost }: Tally): number => won + drawn + lost;

function Row({ name, tally }: { readonly name: string; readonly tally: Tally }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-3 text-left font-normal wrap-anywhere">
        {name}
      </th>
      {COLUMNS.map(({ heading, of }) => (
        <td key={heading} className="py-3 pl-2 text-lg font-bold">
          {of(tally)}
        </td>
      ))}
    </tr>
  );
}
