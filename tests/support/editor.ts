/** What editors ask of a language server: where something is defined, and what to show of it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Editor {
  /**
   * Where the last name of an expression is defined: the file's path, and the line there.
   * @param expression of which the first occurrence in the text is asked about: `api.games.placeMark`
   */
  definitionOf(expression: string): Promise<{ readonly path: string; readonly line: string }>;
  /** What is shown of it: the words above its definition, and from TypeScript 7 its type before them. */
  wordsOf(expression: string): Promise<string>;
  close(): Promise<void>;
}

/** A script as an editor has it open: what is on the disk may differ. */
export interface Opened {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const TYPESCRIPT = `${root}node_modules/typescript/bin/tsc`;
/**
 * TypeScript 5, which arethetypeswrong brings. TypeScript 7.0 shows no words of what a mapped type has, as a tRPC client is
 * one (microsoft/typescript-go#3659): 5, 6 and the nightly builds of 7.1 do.
 */
const OLDER_TYPESCRIPT = createRequire(`${root}node_modules/@arethetypeswrong/core/package.json`).resolve(
  'typescript/lib/tsserver.js',
);

type Json = Readonly<Record<string, unknown>>;
interface Answer<Result> {
  readonly id?: number;
  readonly request_seq?: number;
  readonly method?: string;
  readonly result?: Result;
  readonly body?: Result;
}

/** Counts from 0. */
interface Position {
  readonly line: number;
  readonly character: number;
}

/** TypeScript 7, by the Language Server Protocol. */
export async function openEditor(folder: string, { path, text }: Opened): Promise<Editor> {
  const server = start(TYPESCRIPT, ['--lsp', '--stdio']);
  const say = (message: Json) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = async <Result>(method: string, params: Json): Promise<Result> =>
    (await server.answer<Result>((id) => say({ id, method, params }))).result as Result;
  // It asks for settings, and to be told of changes: there are none.
  server.onAsked((id) => say({ id, result: null }));

  const uri = pathToFileURL(path).href;
  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } },
  });
  say({ method: 'initialized', params: {} });
  const document = { uri, languageId: 'typescript', version: 1, text };
  say({ method: 'textDocument/didOpen', params: { textDocument: document } });
  const at = (expression: string) => ({ textDocument: { uri }, position: positionOf(expression, text) });
  return {
    async definitionOf(expression) {
      const found = await ask<readonly { uri: string; range: { start: Position } }[]>(
        'textDocument/definition',
        at(expression),
      );
      const [first] = found;
      if (!first) throw new Error(`${expression} is defined nowhere.`);
      return lineAt(fileURLToPath(first.uri), first.range.start.line);
    },
    async wordsOf(expression) {
      const shown = await ask<{ contents: { value: string } } | null>('textDocument/hover', at(expression));
      return shown?.contents.value ?? '';
    },
    async close() {
      await ask('shutdown', {});
      say({ method: 'exit' });
      await server.ended;
    },
  };
}

/** TypeScript 5, by the protocol of its `tsserver`. */
export function openOlderEditor({ path, text }: Opened): Editor {
  const server = start(OLDER_TYPESCRIPT, ['--disableAutomaticTypingAcquisition']);
  const say = (message: Json) => server.child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = async <Result>(command: string, expression: string): Promise<Result | undefined> => {
    const { line, character } = positionOf(expression, text);
    const where = { file: path, line: line + 1, offset: character + 1 };
    const answer = await server.answer<Result>((seq) =>
      say({ seq, type: 'request', command, arguments: where }),
    );
    return answer.body;
  };
  say({ seq: 0, type: 'request', command: 'open', arguments: { file: path, fileContent: text } });
  return {
    async definitionOf(expression) {
      const found = await ask<readonly { file: string; start: { line: number } }[]>('definition', expression);
      const first = found?.[0];
      if (!first) throw new Error(`${expression} is defined nowhere.`);
      return lineAt(first.file, first.start.line - 1);
    },
    async wordsOf(expression) {
      return (await ask<{ documentation: string }>('quickinfo', expression))?.documentation ?? '';
    },
    async close() {
      say({ seq: 0, type: 'request', command: 'exit' });
      await server.ended;
    },
  };
}

function start(script: string, args: readonly string[]) {
  const child = spawn(process.execPath, [script, ...args]);
  const ended = once(child, 'exit');
  const waiting = new Map<number, (answer: Answer<never>) => void>();
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('exit', () => reject(new Error('The language server has ended.')));
  });
  failed.catch(() => {}); // Whoever waits for an answer hears of it.
  let answerTo: (id: number) => void = () => {};
  let last = 0;
  readFrames(child, (message) => {
    const { id, request_seq: sequence, method } = message;
    const number = id ?? sequence;
    if (number === undefined) return;
    if (method !== undefined) return answerTo(number);
    waiting.get(number)?.(message);
    waiting.delete(number);
  });
  return {
    child,
    ended,
    onAsked(answer: (id: number) => void) {
      answerTo = answer;
    },
    answer<Result>(send: (id: number) => void): Promise<Answer<Result>> {
      last += 1;
      const id = last;
      const answered = new Promise<Answer<Result>>((resolve) => void waiting.set(id, resolve));
      send(id);
      return Promise.race([answered, failed]);
    },
  };
}

const HEADER = /Content-Length: (\d+)[^]*?\r\n\r\n/;

function readFrames(
  child: ChildProcessWithoutNullStreams,
  onMessage: (message: Answer<never>) => void,
): void {
  let read = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk]);
    for (;;) {
      const header = HEADER.exec(read.toString('latin1'));
      if (!header) return;
      const start = header.index + header[0].length;
      const end = start + Number(header[1]);
      if (read.length < end) return;
      onMessage(JSON.parse(read.toString('utf8', start, end)) as Answer<never>);
      read = read.subarray(end);
    }
  });
}

function positionOf(expression: string, text: string): Position {
  const found = text.indexOf(expression);
  if (found < 0) throw new Error(`There is no ${expression} in the text.`);
  const before = text.slice(0, found + expression.lastIndexOf('.') + 1).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

const lineAt = (path: string, line: number) => ({
  path,
  line: readFileSync(path, 'utf8').split('\n')[line] ?? '',
});
