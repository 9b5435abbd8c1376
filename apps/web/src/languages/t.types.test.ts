import { expectTypeOf, test } from 'vitest';
import type { Dictionary } from './t.ts';
import { t } from './t.ts';
import { tx } from './tx.tsx';

test('what is not said in every language does not compile, nor a place that is left empty', () => {
  expectTypeOf(t('Try again')).toEqualTypeOf<string>();
  // @ts-expect-error -- no such sentence
  t('Try it again');
  // @ts-expect-error -- whose turn?
  t('{name}’s turn');
  // @ts-expect-error -- another place
  t('{name}’s turn', { nom: 'Bea' });
  // @ts-expect-error -- no place
  t('Try again', { name: 'Bea' });
  // @ts-expect-error -- elements are for `tx`
  t('{name}’s turn', { name: null });
  void tx('{name}’s turn', { name: null });
  // @ts-expect-error -- a language that lacks the rest
  const dictionary: Dictionary = { Loading: 'Cargando' };
  expectTypeOf(dictionary).toEqualTypeOf<Dictionary>();
});
