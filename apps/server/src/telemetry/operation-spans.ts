import type { Link } from '@opentelemetry/api';
import type { ToldEvent } from '@tic-tac-toe/api/router';
import type { CommitEnded, Committing, Hooks, Settled } from '@tic-tac-toe/domain/kit';
import type { CallSpans } from './call-spans.ts';
import type { OpenSpan, Tracing } from './tracing.ts';

/** An operation that is on its way. */
interface Operation {
  readonly span: OpenSpan;
  /** While its events are told. */
  delivery: OpenSpan | null;
  /** Its events that were told, counted for each subscriber. */
  told: number;
}

export interface OperationSpans {
  readonly hooks: Hooks;
  readonly told: (events: readonly ToldEvent[]) => void;
  /** The trace of an operation that is on its way. */
  traceOf(operation: string): string | undefined;
}

/**
 * Spans of operations: what is decided and by which handlers, the commit, and what subscribers are told of it. Those of
 * timers, and of the server itself, begin traces.
 */
export function operationSpans(tracing: Tracing, currentCall: CallSpans['current']): OperationSpans {
  /** null: of a call that is left out, or of no call, or left out itself. */
  const open = new Map<string, Operation | null>();

  /** @param call null where nobody has asked for it: its trace begins here */
  function begin(operation: string, name: string, call: OpenSpan | null): Operation | null {
    const options = { attributes: { 'tictactoe.operation': operation } };
    const title = `operation ${name}`;
    const span = call ? tracing.under(call, title, options) : tracing.root(title, options);
    const begun = span && { span, delivery: null, told: 0 };
    open.set(operation, begun);
    return begun;
  }

  const hooks: Hooks = {
    onHandle({ name }, operation) {
      // One that is asked for twice meanwhile is one.
      if (open.has(operation)) return;
      const call = currentCall();
      if (call) begin(operation, name, call);
      else open.set(operation, null);
    },
    ...decisionSpans(tracing, ({ operation, message }) => {
      const known = open.get(operation);
      // Timers are not handed to the bus by anybody.
      return (known === undefined ? begin(operation, message.name, null) : known)?.span ?? null;
    }),
    ...commitSpans(tracing, (operation) => open.get(operation)?.span),
    onSettled(operation, settled) {
      const ended = open.get(operation);
      open.delete(operation);
      if (!ended) return;
      const { span, delivery, told } = ended;
      if (delivery) tracing.end(delivery, { 'tictactoe.told': told });
      settle(tracing, span, settled);
    },
  };

  return {
    hooks,
    // Listeners are told of a commit before its callers are.
    told(events) {
      for (const { operation } of events) {
        const teller = operation === undefined ? undefined : open.get(operation);
        if (!teller) continue;
        teller.delivery ??= tracing.under(teller.span, 'deliver');
        teller.told += 1;
      }
    },
    traceOf: (operation) => open.get(operation)?.span.traceId,
  };
}

function settle(tracing: Tracing, span: OpenSpan, settled: Settled): void {
  const outcome = { 'tictactoe.outcome': settled.kind };
  switch (settled.kind) {
    case 'accepted':
      return tracing.end(span, { ...outcome, 'tictactoe.position': settled.position });
    case 'refused':
      return tracing.end(span, { ...outcome, 'tictactoe.reason': settled.rejection.reason });
    case 'failed':
      return tracing.fail(span, settled.error, outcome);
  }
}

type DecisionHooks = Pick<
  Hooks,
  'onBeginProcessing' | 'onEndProcessing' | 'beforeHandler' | 'afterHandler' | 'onHandlerFailed'
>;

/** Decisions are synchronous: there is one at a time, and one handler of it. */
function decisionSpans(
  tracing: Tracing,
  operationOf: (root: Parameters<NonNullable<Hooks['onBeginProcessing']>>[0]) => OpenSpan | null,
): DecisionHooks {
  let decision: OpenSpan | null = null;
  let handling: OpenSpan | null = null;
  return {
    onBeginProcessing(root) {
      const operation = operationOf(root);
      decision = operation && tracing.under(operation, 'decide');
    },
    beforeHandler(handler, { message, sequence, causation }) {
      if (!decision) return;
      const attributes = {
        'tictactoe.effect': message.name,
        'tictactoe.sequence': sequence,
        ...(causation !== null && { 'tictactoe.causation': causation }),
      };
      handling = tracing.under(decision, `handle ${handler}`, { attributes });
    },
    afterHandler(_handler, _effect, answered) {
      if (!handling) return;
      const answer = answered();
      const attributes = { 'tictactoe.answer': answer.kind };
      if (answer.kind === 'failed') tracing.fail(handling, answer.error, attributes);
      else tracing.end(handling, attributes);
      handling = null;
    },
    onEndProcessing(_root, handled) {
      if (decision) tracing.end(decision, { 'tictactoe.effects': handled });
      decision = null;
    },
  };
}

/**
 * A commit is in the trace of its first operation, with links to all of them. Every other operation has a span of the same
 * time in its own trace, which links to that one.
 */
function commitSpans(
  tracing: Tracing,
  spanOf: (operation: string) => OpenSpan | undefined,
): Pick<Hooks, 'beforeCommit' | 'afterCommit'> {
  const open = new WeakMap<Committing, readonly OpenSpan[]>();
  const linkTo = ({ span }: OpenSpan): Link => ({ context: span.spanContext() });
  return {
    beforeCommit(commit) {
      const [first, ...others] = commit.operations.flatMap((operation) => spanOf(operation) ?? []);
      if (!first) return;
      const attributes = {
        'tictactoe.operations': commit.operations.length,
        'tictactoe.events': commit.events,
      };
      const span = tracing.under(first, 'commit', { attributes, links: [first, ...others].map(linkTo) });
      const shared = { attributes, links: [linkTo(span)] };
      open.set(commit, [span, ...others.map((other) => tracing.under(other, 'commit', shared))]);
    },
    afterCommit(commit, ended) {
      for (const span of open.get(commit) ?? []) endCommit(tracing, span, ended);
    },
  };
}

function endCommit(tracing: Tracing, span: OpenSpan, ended: CommitEnded): void {
  const outcome = { 'tictactoe.outcome': ended.kind };
  if (ended.kind === 'failed') tracing.fail(span, ended.error, outcome);
  else if (ended.kind === 'committed') tracing.end(span, { ...outcome, 'tictactoe.before': ended.before });
  else tracing.end(span, outcome);
}
