import { existsSync, readFileSync } from 'node:fs';
import { MAX_BATCH } from '@tic-tac-toe/api';
import { closest, distance } from 'fastest-levenshtein';
import proxyaddr from 'proxy-addr';
import { parse as parseToml, TomlError } from 'smol-toml';
import { z } from 'zod';

/** The settings cannot be used as they are; the message says, line by line, which and why. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
}

/* Each setting may come from the environment as text, or from the file as a value of its own type. */

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  const fromText = (value: unknown) =>
    typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
  return z.preprocess(fromText, z.int({ error }).min(min, { error }).max(max, { error }));
}

function yesOrNo() {
  const words = new Map<unknown, boolean>([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ]);
  const fromText = (value: unknown) => words.get(value) ?? value;
  return z.preprocess(fromText, z.boolean({ error: 'must be true or false' }));
}

function list(item: z.ZodType<string>) {
  const fromText = (value: unknown) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : value;
  return z.preprocess(fromText, z.array(item, { error: 'must be a list, separated by commas' }));
}

function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

const text = z.string({ error: 'must be text' }).min(1);

const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value;
const origin = z.string().refine(isOrigin, {
  error: 'must be origins such as https://play.example.org, without a path',
});

/** A number alone would be read as one address, where others count hops by it. */
function isProxyRange(value: string): boolean {
  if (/^\w*\d\w*(?:\/|$)/.test(value)) return false;
  try {
    proxyaddr.compile(value);
    return true;
  } catch {
    return false;
  }
}
const proxyRange = z.string().refine(isProxyRange, {
  error: 'must be addresses or ranges such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
});

const isPostgresUrl = (value: string): boolean =>
  URL.canParse(value) &&
  /^postgres(ql)?:$/.test(new URL(value).protocol) &&
  new URL(value).pathname.length > 1;
const postgresUrl = z.string({ error: 'must be text' }).refine(isPostgresUrl, {
  error: 'must be as postgres://user:password@host:5432/database',
});

/** What stands at the root of the server: a proxy that takes the path off leaves a path that begins like this. */
const TAKEN = ['trpc', 'assets', 'healthz', 'readyz'];

/** Without dots alone, which mean other folders, and without what would be written otherwise in a link. */
const isPath = (value: string): boolean =>
  value.split('/').every((part) => /^[\w.~-]*$/.test(part) && !/^\.{1,2}$/.test(part)) &&
  !TAKEN.includes(value.split('/').find((part) => part !== '') ?? '');
const path = text
  .refine(isPath, {
    error: `must be a path such as /games/ttt, of letters, digits, - . _ and ~, that does not begin with ${TAKEN.join(', ')}`,
  })
  .transform((value) =>
    value
      .split('/')
      .filter((part) => part !== '')
      .map((part) => `/${part}`)
      .join(''),
  );

const isHttp = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const httpUrl = text.refine(isHttp, { error: 'must be as http://localhost:4318' });

const shareError = { error: 'must be a number from 0 to 1' };
const share = z.preprocess(
  (value) => (typeof value === 'string' ? Number(value) : value),
  z.number(shareError).min(0, shareError).max(1, shareError),
);

const protocol = oneOf(['http/protobuf']);

const DAY_MS = 86_400_000;

/**
 * Every setting: its name in the environment (in the file: the same, in lower case), what it takes, its
 * default, and what it is for. `settingsTable` is this list as documentation.
 */
const Settings = z.strictObject({
  HOST: text
    .default('::')
    .describe(
      'The address to listen on; :: is every one, of IPv6 and IPv4, or of IPv4 alone where there is no IPv6.',
    ),
  PORT: wholeNumber(0, 65_535).default(8080).describe('The port to listen on; 0 takes any that is free.'),
  BASE_PATH: path
    .default('')
    .describe('The path that the page is at, such as /ttt; without it, the root. A proxy may take it off.'),
  DATABASE_FILE: text
    .default('data/tic-tac-toe.sqlite')
    .describe('Where everything is kept, from the directory that the server is started in.'),
  DATABASE_URL: postgresUrl
    .optional()
    .describe(
      'The PostgreSQL database that everything is kept in, instead of a file, by any number of servers: postgres://user:password@host:5432/database.',
    ),
  DRAIN_MS: wholeNumber(0, 60_000)
    .optional()
    .describe(
      'How long a server that was told to stop by SIGTERM works on while /readyz says 503, so that a balancer leaves it; without it, 3000 with DATABASE_URL, else 0.',
    ),
  TURN_TIMEOUT_MS: wholeNumber(100, DAY_MS).default(20_000).describe('Time for one turn.'),
  SESSION_TTL_MINUTES: wholeNumber(1, 525_600)
    .default(43_200)
    .describe('How long a sign-in lasts after it was last used (30 days).'),
  SERVICE_TOKEN: z
    .string({ error: 'must be text' })
    .min(32, { error: 'must have at least 32 characters' })
    .regex(/^[\x21-\x7e]*$/, { error: 'must be of plain visible characters, without spaces' })
    .optional()
    .describe('What trusted callers of integration.handleEvent show; without it there are none.'),

  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least severe lines to log; debug shows every handled effect.'),
  LOG_PRETTY: yesOrNo().default(false).describe('Lines for people instead of JSON.'),
  METRICS_PORT: wholeNumber(0, 65_535)
    .optional()
    .describe(
      'The port that /metrics is at, for Prometheus; without it there are no metrics. 0 takes any that is free.',
    ),
  METRICS_HOST: text
    .default('127.0.0.1')
    .describe('The address of METRICS_PORT: who reaches it may read the metrics.'),
  OTEL_TRACES_EXPORTER: oneOf(['otlp', 'none'])
    .optional()
    .describe('otlp sends traces to a collector; without it, and without an endpoint, there are none.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe('The collector that takes OTLP, such as http://localhost:4318; naming one switches traces on.'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl
    .optional()
    .describe('The same, for traces alone, and with its whole path: http://localhost:4318/v1/traces.'),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol.optional().describe('The one way that traces are sent by.'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol.optional().describe('The same, for traces alone.'),
  OTEL_SERVICE_NAME: text.optional().describe('What traces call this server; without it, tic-tac-toe.'),
  OTEL_TRACES_SAMPLER: oneOf([
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
    'always_on',
    'always_off',
    'traceidratio',
  ])
    .default('parentbased_always_on')
    .describe('Which traces are kept: parentbased ones heed what a caller with traces of its own says.'),
  OTEL_TRACES_SAMPLER_ARG: share
    .default(1)
    .describe('The share of traces that traceidratio keeps, from 0 to 1.'),
  OTEL_SDK_DISABLED: yesOrNo().default(false).describe('Whether there are no traces, whatever else is said.'),
  CHECK_SHAPES: yesOrNo()
    .default(false)
    .describe('Whether all that is answered and stored is checked against its schema: for development.'),

  ALLOWED_ORIGINS: list(origin)
    .default([])
    .describe("Origins, besides the server's own, whose pages may call it."),
  TRUST_PROXY: list(proxyRange)
    .default([])
    .describe('The proxies whose X-Forwarded-For, -Proto and -Host, or Forwarded, are believed.'),

  LIMIT_CALLS_PER_USER: wholeNumber(1, 1_000_000_000).default(50).describe('Calls of one user in a second.'),
  LIMIT_CALLS_PER_ADDRESS: wholeNumber(1, 1_000_000_000)
    .default(600)
    .describe(
      'Calls from one address in a second: those of sixty players. Twice as many messages cut it off; of files it may ask for four times as many.',
    ),
  LIMIT_SIGN_INS_PER_ADDRESS: wholeNumber(1, 1_000_000_000)
    .default(300)
    .describe('Sign-ins from one address in ten minutes.'),
  LIMIT_CONNECTIONS_PER_USER: wholeNumber(1, 1_000_000_000)
    .default(20)
    .describe('Open connections of one user.'),
  LIMIT_CONNECTIONS_PER_ADDRESS: wholeNumber(1, 1_000_000_000)
    .default(300)
    .describe(
      'Open WebSockets and streams of events from one address, and, eight times as many, connections of any kind.',
    ),
  LIMIT_SUBSCRIPTIONS_PER_CONNECTION: wholeNumber(1, 1_000_000_000)
    .default(20)
    .describe('Subscriptions on one connection.'),
  LIMIT_SUBSCRIPTIONS_PER_USER: wholeNumber(1, 1_000_000_000)
    .default(100)
    .describe('Subscriptions of one user.'),
  LIMIT_SUBSCRIPTIONS_PER_ADDRESS: wholeNumber(1, 1_000_000_000)
    .default(2_000)
    .describe('Subscriptions from one address, whoever signs in there.'),
  LIMIT_BATCH: wholeNumber(MAX_BATCH, 1_000)
    .default(MAX_BATCH)
    .describe(
      'Calls in one batch; the page makes batches of up to 10. A WebSocket’s may have subscriptions besides.',
    ),
  LIMIT_BODY_BYTES: wholeNumber(1_024, 16_777_216).default(16_384).describe('Bytes of a request body.'),
  LIMIT_MESSAGE_BYTES: wholeNumber(1_024, 16_777_216)
    .default(16_384)
    .describe('Bytes of a WebSocket message, or 640 for each subscription that a connection may have.'),
  LIMIT_BUFFER_BYTES: wholeNumber(65_536, 1_073_741_824)
    .default(1_048_576)
    .describe(
      'Bytes that may wait for a connection that does not read; with more it is cut off, and resumes.',
    ),
  TIMEOUT_REQUEST_MS: wholeNumber(100, 600_000)
    .default(10_000)
    .describe('Time for a request to arrive, and for a connection to say who it is.'),
  TIMEOUT_STALLED_MS: wholeNumber(100, 600_000)
    .default(15_000)
    .describe('Time after which a connection that reads nothing of what waits for it is cut off.'),
});

export type Config = Readonly<z.output<typeof Settings>>;

export const sessionLifetimeMs = ({ SESSION_TTL_MINUTES }: Config): number => SESSION_TTL_MINUTES * 60_000;

/** Six looks of a balancer that asks twice a second; a server that has a file to itself has no other to leave to. */
const DRAIN_OF_SEVERAL_MS = 3_000;

export const drainMs = ({ DRAIN_MS, DATABASE_URL }: Config): number =>
  DRAIN_MS ?? (DATABASE_URL === undefined ? 0 : DRAIN_OF_SEVERAL_MS);

export const tracesAreOn = ({
  OTEL_SDK_DISABLED: isDisabled,
  OTEL_TRACES_EXPORTER: exporter,
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint,
}: Config): boolean =>
  !isDisabled && exporter !== 'none' && (exporter ?? endpoint ?? tracesEndpoint) !== undefined;

/** A row for each setting, in order: `npm run settings` shows it. */
export const settingsTable = (): readonly {
  readonly name: string;
  readonly fallback: unknown;
  readonly about: string;
}[] =>
  Object.entries(Settings.shape).map(([name, schema]) => ({
    name,
    fallback: schema.parse(undefined),
    about: schema.description ?? '',
  }));

/** No setting's name ends like this. */
const UNKNOWN = ' (unknown)';

const DEFAULT_FILE = './tic-tac-toe.toml';

interface Given {
  readonly value: unknown;
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings: the environment first, then the file, then the defaults. An empty variable counts as
 * missing. This file alone reads the environment.
 * @throws ConfigRefused
 */
export function readConfig(environment: Environment = process.env): Config {
  const given = new Map<string, Given>([...readFile(environment), ...readEnvironment(environment)]);
  const result = Settings.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])));
  if (result.success) return result.data;
  throw new ConfigRefused(result.error.issues.flatMap((issue) => sentences(issue, given)).join('\n'));
}

const readEnvironment = (environment: Environment): (readonly [string, Given])[] =>
  Object.keys(Settings.shape)
    .map((name) => [name, { value: environment[name], from: 'the environment' }] as const)
    .filter(([, { value }]) => value !== undefined && value !== '');

/** More letters than this apart, it was hardly meant. */
const MISSPELT_BY = 3;

/** What in an environment, where much is for others, can only be meant for this server. */
const OURS = ['LIMIT_', 'TIMEOUT_'];

/** A sentence for each variable that looks like a setting and is none: misspelt, it would do nothing, silently. */
export function unknownVariables(environment: Environment = process.env): readonly string[] {
  const names = Object.keys(Settings.shape);
  return Object.keys(environment)
    .filter((name) => OURS.some((prefix) => name.startsWith(prefix)) && !names.includes(name))
    .map((name) => {
      const meant = closest(name, names);
      const hint = distance(name, meant) > MISSPELT_BY ? '.' : `: is ${meant} meant?`;
      return `${name} in the environment is not a setting${hint}`;
    });
}

function readFile(environment: Environment): (readonly [string, Given])[] {
  const asked = environment['CONFIG_FILE'];
  const file = asked || DEFAULT_FILE;
  if (!existsSync(file)) {
    if (asked) throw new ConfigRefused(`CONFIG_FILE names ${asked}, which does not exist.`);
    return [];
  }
  return Object.entries(parseFile(file)).map(([key, value]) => [
    // The file's names are the environment's in lower case: any other spelling is unknown, and refused.
    key === key.toLowerCase() ? key.toUpperCase() : `${key}${UNKNOWN}`,
    { value, from: file },
  ]);
}

function parseFile(file: string): Record<string, unknown> {
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof TomlError ? `line ${error.line}: ${error.message.split('\n')[0]}` : null;
    if (reason === null) throw new ConfigRefused(`${file} cannot be read: ${messageOf(error)}.`);
    throw new ConfigRefused(`${file} cannot be read as TOML: ${reason}`);
  }
}

/** Settings that are secret, or hold a password. */
const SECRET = ['SERVICE_TOKEN', 'DATABASE_URL'];

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function sentences(issue: z.core.$ZodIssue, given: ReadonlyMap<string, Given>): string[] {
  const name = String(issue.path[0] ?? '');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const spelled = key.endsWith(UNKNOWN) ? key.slice(0, -UNKNOWN.length) : key.toLowerCase();
      return `${spelled} in ${given.get(key)?.from} is not a setting.`;
    });
  }
  const { value, from } = given.get(name) ?? { value: undefined, from: 'the defaults' };
  // Secrets stay out of logs, also when they are wrong.
  const shown = SECRET.includes(name) ? '' : `, not ${JSON.stringify(value)}`;
  return [`${name} ${issue.message}${shown} (from ${from}).`];
}
