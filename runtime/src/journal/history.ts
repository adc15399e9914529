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
import { journalFileOf } from "./run-files.ts";

/** An outcome that counts. */
export interface RecordedOutcome {
  /** Its place among those of the run; a later one has a larger number. */
  readonly index: number;
  readonly record: SucceededRecord | FailedRecord;
  /** Digest of the task's implementation when it ran. */
  readonly code: string | undefined;
}

export interface History {
  readonly created: CreatedRecord;
  /** Without those that a resuming process took back. */
  readonly outcomes: readonly RecordedOutcome[];
  /** The last attempt of each node that is known of, by the node's id. */
  readonly attempts: ReadonlyMap<string, number>;
  /** Attempts that were started and of which nothing came, by the node's id. */
  readonly begun: ReadonlyMap<string, BegunRecord>;
  /** Ids of the firings that were allowed, where that was asked for. */
  readonly allowed: ReadonlySet<string>;
  /** Outcomes with a smaller index came to processes that fired without asking, or followed by such. */
  readonly unasked: number;
  /** The processes that took the run up again. */
  readonly resumed: readonly ResumedRecord[];
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
  const { created } = known;
  if (created === undefined) throw new JournalError("damaged", file, `"${file}" does not say how its run began.`);
  const { outcomes, attempts, begun, allowed, unasked, resumed, ended } = known;
  return { created, outcomes, attempts, begun, allowed, unasked, resumed, ended, end: reading.end };
}

class Telling {
  created: CreatedRecord | undefined;
  outcomes: RecordedOutcome[] = [];
  readonly attempts = new Map<string, number>();
  readonly begun = new Map<string, BegunRecord>();
  readonly allowed = new Set<string>();
  unasked = 0;
  readonly resumed: ResumedRecord[] = [];
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
        break;
      case "task":
        this.#codes.set(record.task, record.code);
        break;
      case "begun":
        this.attempts.set(record.node, record.attempt);
        this.begun.set(record.node, record);
        break;
      case "allowed":
        this.allowed.add(record.firing);
        break;
      case "succeeded":
      case "failed":
        this.attempts.set(record.node, record.attempt);
        this.begun.delete(record.node);
        this.outcomes.push({ index: this.#count++, record, code: this.#codes.get(record.task) });
        if (!this.#asks) this.unasked = this.#count;
        break;
      case "resumed":
        this.#takeBack(record);
        break;
      case "ended":
        this.ended = record;
    }
  }

  #takeBack(record: ResumedRecord): void {
    this.resumed.push(record);
    this.#asks = record.asks === true;
    this.ended = undefined;
    this.begun.clear();
    if (record.dropped.length === 0) return;
    const dropped = new Set(record.dropped);
    this.outcomes = this.outcomes.filter(({ record: { node } }) => !dropped.has(node));
  }
}
