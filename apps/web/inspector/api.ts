import type { RecordedOperation } from '@tic-tac-toe/domain/operations';

/** A JSON schema, as far as the form asks for it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface MessageDescription {
  readonly access: string;
  readonly input: Schema;
}

export interface About {
  /** Milliseconds. */
  readonly turnTimeout: number;
  readonly modules: Readonly<
    Record<
      string,
      {
        readonly commands: Readonly<Record<string, MessageDescription>>;
        readonly queries: Readonly<Record<string, MessageDescription>>;
      }
    >
  >;
}

export interface LoggedEvent {
  readonly position: number;
  readonly type: string;
  readonly data: unknown;
  readonly operation: string;
  /** Milliseconds since the Unix epoch. */
  readonly recordedAt: number;
}

export type Sent =
  | { readonly ok: true; readonly receipt: { readonly operationId: string; readonly position: number } }
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly rejection: { readonly reason: string } }
  | { readonly problem: string };

/** @throws where the server does not answer, or refuses */
async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(`./inspect/api/${path}`, init);
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the page comes from the server that answers
  return (await answer.json()) as Answer;
}

export const askAbout = () => ask<About>('about');
export const askOperations = (after: number) =>
  ask<readonly RecordedOperation[]>(`operations?after=${after}`);
export const askLog = (gameId: string) =>
  ask<readonly LoggedEvent[]>(`log?topic=${encodeURIComponent(`games/${gameId}`)}`);
export const send = (name: string, data: unknown, actor: string) =>
  ask<Sent>('send', { method: 'POST', body: JSON.stringify({ name, data, actor }) });
