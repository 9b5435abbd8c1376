import { expect, test } from 'vitest';
import { coalesced } from './coalesced.ts';

test('while an answer is on its way, all who ask share the next one', async () => {
  const answers: (() => void)[] = [];
  const ask = coalesced(() => new Promise<void>((resolve) => answers.push(resolve)));
  const answered = async () => {
    answers.at(-1)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };

  for (let times = 0; times < 5; times += 1) ask();
  expect(answers).toHaveLength(1);
  await answered();
  expect(answers).toHaveLength(2);
  await answered();
  expect(answers).toHaveLength(2);
  ask();
  expect(answers).toHaveLength(3);
});

test('an answer that fails keeps nobody from asking again', async () => {
  let asked = 0;
  const ask = coalesced(() => {
    asked += 1;
    return Promise.reject(new Error('away'));
  });
  ask();
  await new Promise((resolve) => setTimeout(resolve));
  ask();
  expect(asked).toBe(2);
});
