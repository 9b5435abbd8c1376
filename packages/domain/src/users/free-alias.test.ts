import { expect, test } from 'vitest';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { harness } from '../kit/testing/index.ts';
import { bea, person } from '../testing/people.ts';
import { Alias } from './alias.ts';
import { CreateUser } from './commands.ts';
import { GetFreeAlias } from './queries.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 });

async function offered(like: string, taken: readonly string[]) {
  const { app, execute } = await harness({ modules: product });
  for (const [index, alias] of taken.entries())
    await execute(SYSTEM, CreateUser({ id: person(index), alias }));
  const answer = await app.ask<{ alias: string | null }>(GetFreeAlias({ like: Alias.parse(like) }), {
    actor: bea,
  });
  return answer.ok ? answer.answer.alias : answer.rejection;
}

test.each([
  ['Ann', ['Ann'], 'Ann 2'],
  ['ann', ['Ann', 'ANN 2', 'Ann 3'], 'ann 4'],
  ['Ann 7', ['Ann 7'], 'Ann 8'],
  ['M'.repeat(20), ['M'.repeat(20)], `${'M'.repeat(18)} 2`],
  ['👩‍👩‍👧‍👦'.repeat(11), [], `${'👩‍👩‍👧‍👦'.repeat(11)} 2`],
  ['A'.repeat(17) + ' bc', [], `${'A'.repeat(17)} 2`],
] as const)('like %s, where %s are taken, %s is free', async (like, taken, free) => {
  expect(await offered(like, taken)).toBe(free);
});

test('nothing is offered where many are called alike', async () => {
  const taken = ['Ann', ...Array.from({ length: 20 }, (_, index) => `Ann ${index + 2}`)];
  expect(await offered('Ann', taken)).toBeNull();
});
