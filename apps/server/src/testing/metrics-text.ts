/** A line of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a server tells Prometheus. */
export interface MetricsText {
  /** The type of each metric, by name. */
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  /** The only sample with these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number;
  /** Of all samples of this name. */
  sum(name: string): number;
}

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;
const LABEL = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** What a sample's metric is called: those of a histogram and a summary have ends. */
const metricOf = (name: string, types: ReadonlyMap<string, string>): string =>
  types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const { name, value } = LABEL.exec(text)?.groups ?? {};
    if (name === undefined || value === undefined) throw new Error(`These are no labels: ${text}`);
    labels[name] = value;
  }
  return labels;
}

/** `+Inf` and `NaN` are numbers there, and Go, which Prometheus is written in, reads `Nan` as well. */
function numberOf(text: string): number {
  const number = Number(text.replace('Inf', 'Infinity'));
  if (Number.isNaN(number) && !/^nan$/i.test(text)) throw new Error(`This is no number: ${text}`);
  return number;
}

/** @throws Error where it is not Prometheus' text format, version 0.0.4 */
export function parseMetrics(text: string): MetricsText {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, kind, metric = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'TYPE') {
      if (types.has(metric)) throw new Error(`${metric} comes twice.`);
      types.set(metric, rest);
    }
    if (line === '' || line.startsWith('#')) continue;
    const { name, labels = '', value } = SAMPLE.exec(line)?.groups ?? {};
    if (name === undefined || value === undefined) throw new Error(`This is no sample: ${line}`);
    if (!types.has(metricOf(name, types))) throw new Error(`${name} has no type.`);
    samples.push({ name, labels: labelsOf(labels), value: numberOf(value) });
  }
  const named = (name: string) => samples.filter((sample) => sample.name === name);
  return {
    types,
    samples,
    value(name, labels = {}) {
      const found = named(name).filter((sample) =>
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
      const [only] = found;
      if (!only || found.length > 1)
        throw new Error(`There are ${found.length} of ${name} ${JSON.stringify(labels)}.`);
      return only.value;
    },
    sum: (name) => named(name).reduce((sum, { value }) => sum + value, 0),
  };
}
