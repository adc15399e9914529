/** What a journal tells of a run: how it began, what came of its attempts in the order they ended, and what was going on last. */
import { readJournal } from "./reader.ts";
import { JournalError } from "./journal-error.ts";
import type { JournalEnd } from "./journal-end.ts";
import type {
  BegunRecord,
  CreatedRecord,
  EndedRecord,
  FailedRecord,
  JournalRecord,
  ResumedRecord,
  SucceededRecord,
} from "./record.ts";
import type { Value } from "../workflow.ts";
import { journalFileOf } from "./run-files.ts";

/** An outcome that counts. */
export interface RecordedOutcome {
  /** Its place among those of the run; a later one has a larger number. */
  readonly index: number;
  readonly record: SucceededRecord | FailedRecord;
  /** Digest of the task's implementation when it ran. */
  readonly code: string | undefined;
}

/** A process at work on a run. Times are ms since the epoch. */
export interface Session {
  readonly start: number;
  /** The last that is known of it. */
  readonly last: number;
}

export interface History {
  readonly created: CreatedRecord;
  /** Without those that a resuming process took back. */
  readonly outcomes: readonly RecordedOutcome[];
  /** The last attempt that is known of, by the node's id; left out where it is the first, and succeeded at once. */
  readonly attempts: ReadonlyMap<string, number>;
  /** Attempts that were started and of which nothing came, by the node's id. */
  readonly begun: ReadonlyMap<string, BegunRecord>;
  /** Ids of the firings that were allowed, where that was asked for. */
  readonly allowed: ReadonlySet<string>;
  /** Outcomes with a smaller index came to processes that fired without asking, or followed by such. */
  readonly unasked: number;
  /** The processes that took the run up again. */
  readonly resumed: readonly ResumedRecord[];
  /** Index from which on outcomes were written by one and the same program, and none were taken back since. */
  readonly exactFrom: number;
  /** Those that were at work on it, the first one before. */
  readonly sessions: readonly Session[];
  /** How the run ended, where no process has taken it up since. */
  readonly ended: EndedRecord | undefined;
  /** Up to where it was read, and what is broken behind that. */
  readonly end: JournalEnd;
}

/** Reads the journal in a run's folder. Throws a `JournalError` where there is none, or it is damaged. */
export function readHistory(folder: string): History {
  const file = journalFileOf(folder);
  const reading = readJournal(file);
  const known = new Telling();
  for (const { records } of reading) for (const record of records) known.take(record);
  return known.history(file, reading.end);
}

/** The inputs of a run: those that it began with, and those that its program has come to have since. */
export function givenInputs({ created, resumed }: History): Readonly<Record<string, Value>> {
  return Object.assign({}, created.inputs, ...resumed.map(({ inputs = {} }) => inputs)) as Record<string, Value>;
}

/** ms that processes were at work on a run, as far as is known; with `now` where one still is. */
export function workedTime(sessions: readonly Session[], now?: number): number {
  const known = sessions.reduce((sum, { start, last }) => sum + last - start, 0);
  const since = sessions.at(-1)?.last;
  return now === undefined || since === undefined ? known : known + Math.max(0, now - since);
}

/** Takes the records of a journal, one after the other. */
export class Telling {
  created: CreatedRecord | undefined;
  outcomes: RecordedOutcome[] = [];
  readonly attempts = new Map<string, number>();
  readonly begun = new Map<string, BegunRecord>();
  readonly allowed = new Set<string>();
  unasked = 0;
  readonly resumed: ResumedRecord[] = [];
  readonly sessions: { readonly start: number; last: number }[] = [];
  exactFrom = 0;
  ended: EndedRecord | undefined;
  readonly #codes = new Map<string, string>();
  #count = 0;
  /** Whether the process that writes asks before it fires. */
  #asks = false;

  take(record: JournalRecord): void {
    switch (record.kind) {
      case "created":
        this.created ??= record;
        this.#asks = record.asks === true;
        this.sessions.push({ start: record.time, last: record.time });
        break;
      case "task":
        this.#codes.set(record.task, record.code);
        break;
      case "begun":
        this.attempts.set(record.node, record.attempt);
        this.begun.set(record.node, record);
        this.#at(record.time);
        break;
      case "allowed":
        this.allowed.add(record.firing);
        break;
      case "succeeded":
      case "failed":
        // Most nodes have one attempt, and there may be very many.
        if (record.attempt > 1 || record.kind === "failed") this.attempts.set(record.node, record.attempt);
        if (this.begun.size > 0) this.begun.delete(record.node);
        this.outcomes.push({ index: this.#count++, record, code: this.#codes.get(record.task) });
        if (!this.#asks) this.unasked = this.#count;
        this.#at(record.ended);
        break;
      case "resumed":
        this.#takeBack(record);
        break;
      case "ended":
        this.ended = record;
        this.#at(record.time);
    }
  }

  /** What all of them tell. `place`: where the journal is. Throws a `JournalError` where they do not begin as those of a run do. */
  history(place: string, end: JournalEnd): History {
    const { created, outcomes, attempts, begun, allowed, unasked, resumed, sessions, exactFrom, ended } = this;
    if (created === undefined) throw new JournalError("damaged", place, `"${place}" does not say how its run began.`);
    return { created, outcomes, attempts, begun, allowed, unasked, resumed, sessions, exactFrom, ended, end };
  }

  #at(time: number): void {
    const session = this.sessions.at(-1);
    if (session !== undefined) session.last = Math.max(session.last, time);
  }

  #takeBack(record: ResumedRecord): void {
    this.resumed.push(record);
    this.#asks = record.asks === true;
    if (!record.exact) this.exactFrom = this.#count;
    this.sessions.push({ start: record.time, last: record.time });
    this.ended = undefined;
    this.begun.clear();
    if (record.dropped.length === 0) return;
    const dropped = new Set(record.dropped);
    this.outcomes = this.outcomes.filter(({ record: { node } }) => !dropped.has(node));
  }
}
