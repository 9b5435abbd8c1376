/** What the files for operators ask for is told, and explained. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseMetrics } from '../testing/metrics-text.ts';
import { startWorld } from '../testing/world.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

const Dashboard = z.object({
  panels: z
    .array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) }))
    .min(1),
});
const Alarms = z.object({
  groups: z
    .array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })).min(1) }))
    .min(1),
});

const expressions = (): readonly string[] => [
  ...Dashboard.parse(JSON.parse(read('deploy/grafana-dashboard.json'))).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  ),
  ...alarms().map(({ expr }) => expr),
];
const alarms = () => Alarms.parse(parse(read('deploy/alarms.yaml'))).groups.flatMap(({ rules }) => rules);

/** Names in an expression, without those of labels and functions. */
const metricsIn = (text: string): readonly string[] =>
  text.match(/\b(?:tictactoe|nodejs|process)_\w+/g) ?? [];

/** The samples of a histogram have names of their own. */
const samplesOf = ([name, type]: readonly [string, string]): readonly string[] =>
  type === 'histogram' ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`) : [name];

test('every metric that the dashboard, the alarms and the page ask for is told, and every one of ours is shown and explained', async () => {
  await using world = await startWorld({ METRICS_PORT: 0 });
  const text = await (await fetch(`http://127.0.0.1:${world.server.metricsPort}/metrics`)).text();
  const { types } = parseMetrics(text);
  const told = [...types].flatMap(samplesOf);
  const asked = expressions().flatMap(metricsIn);
  expect(asked.filter((name) => !told.includes(name))).toEqual([]);

  const explained = [...read('docs/operating.md').matchAll(/^\| `(\w+_\w+)`/gm)].map(([, name]) => name);
  expect(explained.filter((name) => !types.has(name ?? ''))).toEqual([]);
  const ours = [...types.keys()].filter((name) => name.startsWith('tictactoe_'));
  expect(ours.filter((name) => !explained.includes(name))).toEqual([]);
  expect(ours.filter((name) => !asked.some((each) => each.startsWith(name)))).toEqual([]);
});

test('the page says of every alarm what it means, and of no other', () => {
  const explained = [...read('docs/operating.md').matchAll(/^\| `([A-Z]\w+)` /gm)].map(([, name]) => name);
  expect(explained).toEqual(alarms().map(({ alert }) => alert));
});
