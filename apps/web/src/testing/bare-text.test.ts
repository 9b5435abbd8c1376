import { describe, expect, test } from 'vitest';
import { bareTexts } from './bare-text.ts';

const components = import.meta.glob<string>('../**/*.tsx', { query: '?raw', import: 'default', eager: true });

test('every component that there is, is looked at', () => {
  expect(Object.keys(components).length).toBeGreaterThan(20);
});

test.each(Object.entries(components))('a translated page can go on with %s', (_file, source) => {
  expect(bareTexts(source)).toEqual([]);
});

describe('a text stands in an element of its own', () => {
  test.each([
    '<p>{name} is away.</p>',
    '<p>{isAway && <Note />} Your turn</p>',
    '<p>Opened at <Time /></p>',
    '<p>{a ? <b>one</b> : `two ${b}`}<i /></p>',
    '<Button><Plus />New game</Button>',
    '<h1>{isNew ? <>Who <b>are</b> you?</> : "Hello"}</h1>',
    '<li>{names.map((name) => name)}<b /></li>',
  ])('unlike in %s', (jsx) => {
    expect(bareTexts(`const A = () => ${jsx};`)).not.toEqual([]);
  });

  test('unlike where a component is a text', () => {
    expect(bareTexts('function Label() { if (a) return <b />; return "nobody"; }')).toHaveLength(1);
  });

  test.each([
    '<p>{name}</p>',
    '<Button>Accept</Button>',
    '<p>You play as <strong>{alias}</strong>. Signing out gives it free.</p>',
    '<Button><Plus /><span>New game</span></Button>',
    '<p>{isAway && <Note />}<b /></p>',
    '<ul>{names.map((name) => <li key={name}>{name}</li>)}<li /></ul>',
  ])('as in %s', (jsx) => {
    expect(bareTexts(`const A = () => ${jsx};`)).toEqual([]);
  });
});
