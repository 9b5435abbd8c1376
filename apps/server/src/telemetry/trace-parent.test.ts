import { expect, test } from 'vitest';
import { traceParentIn } from './trace-parent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const [program, page] = [
  { by: 'program', traceId, spanId },
  { by: 'page', traceId, spanId },
];
const header = (flags: string) => `00-${traceId}-${spanId}-${flags}`;

test.each([
  ['a sampled one', header('01'), undefined, { ...program, isSampled: true }],
  ['one that is left out', header('00'), undefined, { ...program, isSampled: false }],
  ['flags that are not known yet', header('03'), undefined, { ...program, isSampled: true }],
  [
    'a newer version, which says more',
    `cc-${traceId}-${spanId}-01-more`,
    undefined,
    { ...program, isSampled: true },
  ],
  ['the state of others', header('01'), 'rojo=1,congo=ttt', { ...program, isSampled: true }],
  ['a click', header('00'), `ttt=${spanId}-12`, { ...page, ageMs: 12 }],
  ['a click, with the state of others', header('00'), `rojo=1, ttt=${spanId}-0`, { ...page, ageMs: 0 }],
  [
    'a click that claims to be of long ago',
    header('00'),
    `ttt=${spanId}-999999999`,
    { ...page, ageMs: 60_000 },
  ],
  [
    'a click that has come by a proxy’s span',
    header('01'),
    'ttt=aaaaaaaaaaaaaaaa-12',
    { ...program, isSampled: true },
  ],
  ['a click without an age', header('00'), `ttt=${spanId}-`, { ...program, isSampled: false }],
  ['no trace', undefined, `ttt=${spanId}-12`, null],
  ['capitals', header('01').toUpperCase(), undefined, null],
  ['version ff', `ff-${traceId}-${spanId}-01`, undefined, null],
  ['more than version 00 may say', `${header('01')}-more`, undefined, null],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`, undefined, null],
  ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`, undefined, null],
  ['two', `${header('01')}, ${header('01')}`, undefined, null],
])('%s', (_what, traceparent, tracestate, expected) => {
  expect(
    traceParentIn({
      ...(traceparent !== undefined && { traceparent }),
      ...(tracestate !== undefined && { tracestate }),
    }),
  ).toEqual(expected);
});
