/** What a recorder keeps of the bus's work, as plain data. Durations are in milliseconds, instants in those since the Unix epoch. */
export interface RecordedOperation {
  /** Grows by one with each operation that is over. */
  readonly number: number;
  readonly operation: string;
  /** null: its answer was on file, or what it was for had gone. Nothing was decided. */
  readonly actor: string | null;
  readonly startedAt: number;
  /** From the call to the answer, waiting included; for a timer, from the beginning of its cascade. */
  readonly milliseconds: number;
  /** By a caller; else by a timer. */
  readonly isAsked: boolean;
  /** How often it was decided: again where a state was not loaded, or had changed. */
  readonly attempts: number;
  /** In the order in which they were handled; `causation` makes a tree of them. The first one is the root. */
  readonly effects: readonly RecordedEffect[];
  readonly commit: RecordedCommit | null;
  readonly outcome:
    | { readonly kind: 'accepted'; readonly position: number }
    | { readonly kind: 'refused'; readonly reason: string }
    | { readonly kind: 'failed'; readonly error: string };
}

export interface RecordedCommit {
  /** Where the log stood before it. */
  readonly before: number;
  /** Of all operations that shared it. */
  readonly events: number;
  readonly operations: number;
  readonly milliseconds: number;
}

export interface RecordedEffect {
  readonly sequence: number;
  readonly causation: number | null;
  readonly kind: 'command' | 'event';
  readonly name: string;
  readonly type: string;
  readonly data: unknown;
  readonly actor: string;
  /** Of an event that the log keeps. */
  readonly position: number | null;
  /** The reason, where it is a command that was refused. */
  readonly refused: string | null;
  readonly handlers: readonly RecordedHandling[];
}

export interface RecordedHandling {
  readonly handler: string;
  readonly milliseconds: number;
  readonly answer: 'decided' | 'refused' | 'failed' | 'postponed';
  /** Why states were not concerned, one sentence each. */
  readonly skips: readonly string[];
  readonly subjects: readonly RecordedSubject[];
  readonly timers: readonly RecordedTimer[];
  readonly error: string | null;
}

export interface RecordedSubject {
  readonly state: string;
  readonly id: string;
  /** Absent where there was none. */
  readonly before?: unknown;
  /** Absent where it was left alone. */
  readonly after?: unknown;
}

export interface RecordedTimer {
  readonly kind: 'set' | 'cancelled';
  readonly key: string;
  readonly at: number | null;
  readonly event: { readonly name: string; readonly data: unknown } | null;
}
