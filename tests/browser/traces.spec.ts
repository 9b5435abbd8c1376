import { expect, type Page, type Request } from '@playwright/test';
import { type Span, startCollector } from '../support/collector.ts';
import { meet, seatTwo, test as base } from './world.ts';

type Collector = Awaited<ReturnType<typeof startCollector>>;

/** The built server sends its traces to a collector of the test. */
const test = base.extend<{ collector: Collector }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its parameter.
  collector: async ({}, use) => {
    const collector = await startCollector();
    await use(collector);
    collector.close();
  },
  env: async ({ collector }, use) => {
    await use({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50' });
  },
});

/** Requests of a page for this procedure. */
function watch(page: Page, path: string): readonly Request[] {
  const seen: Request[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.includes(path)) seen.push(request);
  });
  return seen;
}

const traceOf = (request: Request | undefined) => request?.headers()['traceparent']?.split('-')[1];

/** Every span by the names from the first one of the trace to it. */
function ways(spans: readonly Span[]): readonly string[] {
  const wayTo = ({ name, parentId }: Span): string => {
    const parent = spans.find(({ spanId }) => spanId === parentId);
    return parent ? `${wayTo(parent)} > ${name}` : name;
  };
  return spans.map(wayTo);
}

const OPERATION = 'page games.placeMark > games.placeMark > operation games.PlaceMark';

test('a click on a square is one trace, from the page to the commit and to what both pages are told', async ({
  world,
  collector,
}) => {
  const [ann, bea] = await seatTwo(world);
  const asked = watch(ann.page, 'games.placeMark');
  const began = Date.now();
  await ann.mark('11');
  await expect(bea.square('11', 'X')).toBeVisible();
  expect(asked).toHaveLength(1);
  const trace = traceOf(asked[0]);
  const spans = () => collector.spans().filter(({ traceId }) => traceId === trace);
  await expect
    .poll(() => ways(spans()).toSorted())
    .toEqual(
      [
        'page games.placeMark',
        'page games.placeMark > games.placeMark',
        OPERATION,
        `${OPERATION} > decide`,
        `${OPERATION} > decide > handle games.PlaceMark → games.game`,
        `${OPERATION} > decide > handle games.WaitingForPlayerPlay`,
        `${OPERATION} > commit`,
        `${OPERATION} > deliver`,
      ].toSorted(),
    );
  const [click] = spans().filter(({ parentId }) => parentId === '');
  expect(click?.spanId).toBe(asked[0]?.headers()['traceparent']?.split('-')[2]);
  expect(click?.from).toBeGreaterThanOrEqual(began);
  // No other trace has a mark: all of this one's work is in it.
  const marks = collector.spans().filter(({ name }) => name === 'operation games.PlaceMark');
  expect(marks.map(({ traceId }) => traceId)).toEqual([trace]);
});

test('a click whose answer is lost is one trace, and the second attempt still knows of the click', async ({
  world,
  collector,
}) => {
  const [ann, bea] = await seatTwo(world);
  const asked = watch(ann.page, 'games.placeMark');
  let isLost = false;
  await ann.page.route('**/games.placeMark*', async (route) => {
    if (isLost) return route.continue();
    isLost = true;
    await route.fetch();
    await route.abort();
  });
  await ann.mark('11');
  await expect(bea.square('11', 'X')).toBeVisible();
  await expect.poll(() => asked.length).toBe(2);
  const traces = asked.map(traceOf);
  expect(traces[1]).toBe(traces[0]);
  const attempts = () =>
    collector
      .spans()
      .filter(({ traceId, name }) => traceId === traces[0] && name === 'page games.placeMark')
      .toSorted((a, b) => a.to - b.to);
  await expect.poll(() => attempts().length).toBe(2);
  const [first, second] = attempts();
  // The second span begins where the first one does, before the pause between them.
  expect((second?.from ?? 0) - (first?.from ?? 0)).toBeLessThan((second?.to ?? 0) - (first?.to ?? 0));
});

test('who sits down by a link with one tap begins one trace, for the sign-in and for the seat', async ({
  world,
  collector,
}) => {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await ann.sees('Waiting for your opponent');
  const visitor = await world.visitor();
  const asked = watch(visitor, 'sessions.start');
  await visitor.goto(ann.page.url());
  await visitor.getByRole('button', { name: 'Join as O' }).click();
  await ann.sees('Your turn');
  const trace = traceOf(asked[0]);
  const names = () => new Set(ways(collector.spans().filter(({ traceId }) => traceId === trace)));
  await expect.poll(names).toContain('page sessions.start > sessions.start');
  await expect
    .poll(names)
    .toContain('page sessions.start > games.joinGame > operation games.JoinGame > commit');
});

base('a server without traces gets no word of them from the page', async ({ world }) => {
  const [ann, bea] = await meet(world);
  const asked = watch(ann.page, '/trpc/');
  await ann.mark('11');
  await expect(bea.square('11', 'X')).toBeVisible();
  expect(asked.some((request) => request.url().includes('games.placeMark'))).toBe(true);
  for (const request of asked) expect(request.headers()).not.toHaveProperty('traceparent');
});
