/** Who asks plainly, without a client that would ask again. */
import { Agent, request } from 'node:http';
import { pause } from '../support/pause.ts';

export interface Askers {
  stop(): Promise<{
    /** How many requests there were. */
    readonly asked: number;
    /** Those that were refused or cut off, and how. */
    readonly unanswered: readonly string[];
  }>;
}

/** Between two requests of one asker, in milliseconds. */
const EVERY = 20;

const CALL = '/trpc/sessions.me?input=%7B%7D';

interface Question {
  readonly path: string;
  /** A mutation, where there is one. */
  readonly body?: () => string;
  readonly keepsConnection: boolean;
}

const signIn = () => JSON.stringify({ alias: `asker ${crypto.randomUUID().slice(0, 8)}` });

/** By a connection of its own each time, and by one that is kept for as long as the server keeps it. */
const QUESTIONS: readonly Question[] = [
  { path: '/', keepsConnection: false },
  { path: CALL, keepsConnection: false },
  { path: CALL, keepsConnection: true },
  { path: '/trpc/sessions.start', body: signIn, keepsConnection: true },
];

/** Asks by all ways at once, until it is stopped. */
export function startAskers(url: string): Askers {
  let isOver = false;
  let asked = 0;
  const unanswered: string[] = [];

  async function keepAsking({ path, body, keepsConnection }: Question): Promise<void> {
    using agent = disposable(new Agent({ keepAlive: keepsConnection, maxSockets: 1 }));
    while (!isOver) {
      const answer = await ask(agent.value, `${url}${path}`, body?.());
      asked += 1;
      if (answer !== '200') unanswered.push(`${path}: ${answer}`);
      await pause(EVERY);
    }
  }

  const asking = Promise.all(QUESTIONS.map(keepAsking));
  return {
    async stop() {
      isOver = true;
      await asking;
      return { asked, unanswered };
    },
  };
}

const disposable = (value: Agent) => ({ value, [Symbol.dispose]: () => value.destroy() });

/** @returns the status, or what has become of the connection */
function ask(agent: Agent, url: string, body: string | undefined): Promise<string> {
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { agent, method, headers }, (response) => {
      response.on('error', (error) => resolve(error.message));
      response.on('end', () => resolve(String(response.statusCode))).resume();
    });
    sent.on('error', (error) => resolve(error.message));
    sent.end(body);
  });
}
