import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A child that answers questions, ended with its scope. */
export function startChild(script: string, options: object) {
  const child = fork(script, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  const exit = once(child, 'exit');
  return {
    async hear<T>(): Promise<T> {
      const [said] = await Promise.race([once(child, 'message'), exit.then(() => [])]);
      if (said === undefined) throw new Error(`${script} has ended.`);
      return said as T;
    },
    tell: (word: string) => child.send(word),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Limits are for strangers: here are hundreds of players at one address. */
export const NO_LIMITS = {
  LIMIT_CALLS_PER_USER: '1000000',
  LIMIT_CALLS_PER_ADDRESS: '100000000',
  LIMIT_SIGN_INS_PER_ADDRESS: '1000000',
  LIMIT_CONNECTIONS_PER_ADDRESS: '100000',
  LIMIT_SUBSCRIPTIONS_PER_USER: '100000',
  LIMIT_SUBSCRIPTIONS_PER_ADDRESS: '1000000',
} as const;
