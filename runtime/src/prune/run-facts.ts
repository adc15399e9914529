/** What of a run's journal decides whether it may go, and what of other runs must not. */
import { programOf, standingOf, type RunStanding } from "../ask/standing.ts";
import { JournalError } from "../journal/journal-error.ts";
import { isHeld } from "../journal/lock.ts";
import { readJournal, type JournalReading } from "../journal/reader.ts";
import type { EndedRecord, JournalRecord } from "../journal/record.ts";
import { journalFileOf } from "../journal/run-files.ts";
import { mentionedRuns } from "./mentions.ts";

/** A run's journal, as far as it has been read. */
export class RunFacts {
  readonly run: string;
  /** Absolute path. */
  readonly folder: string;
  /** Absolute path; `undefined` where it cannot be read. */
  program: string | undefined;
  /** ms since the epoch: when the run began, and the last that is known of it. */
  started = 0;
  last = 0;
  isLive = false;
  /** Why it cannot be read; `busy` and the like may pass. */
  trouble: JournalError | undefined;
  /** Digests of the results that have files of their own. */
  readonly objects = new Set<string>();
  /** Ids of runs whose files it names. */
  readonly uses = new Set<string>();
  #ended: EndedRecord | undefined;
  #reading: JournalReading;

  constructor(run: string, folder: string) {
    this.run = run;
    this.folder = folder;
    this.#reading = readJournal(journalFileOf(folder));
  }

  /** How it stands; `undefined` where it cannot be read. */
  get state(): RunStanding | undefined {
    if (this.trouble !== undefined && !this.isLive) return undefined;
    return standingOf({ ended: this.#ended }, this.isLive);
  }

  /** Looks how it stands now. */
  look(): void {
    // Before the journal: who ends in between has ended for the journal, too.
    this.isLive = isHeld(this.folder);
    if (this.trouble !== undefined) {
      this.#reading = readJournal(journalFileOf(this.folder));
      this.#ended = undefined;
    }
    this.readOn();
  }

  /** Reads what is new in its journal; answers whether anything was. */
  readOn(): boolean {
    this.trouble = undefined;
    const { position } = this.#reading.end;
    try {
      for (const { records } of this.#reading) for (const record of records) this.#take(record);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      this.trouble = error;
    }
    return this.#reading.end.position !== position;
  }

  #take(record: JournalRecord): void {
    switch (record.kind) {
      case "created":
        this.started = record.time;
        this.program = programOf(record.source);
        this.#at(record.time);
        this.#names(record.inputs);
        break;
      case "resumed":
        this.#ended = undefined;
        this.#at(record.time);
        this.#names(record.inputs ?? {});
        break;
      case "begun":
        this.#at(record.time);
        break;
      case "succeeded":
        this.#at(record.ended);
        if ("object" in record.result) this.objects.add(record.result.object);
        else this.#names(record.result.value);
        if (record.spawned !== undefined) this.#names(record.spawned);
        break;
      case "failed":
        this.#at(record.ended);
        break;
      case "ended":
        this.#ended = record;
        this.#at(record.time);
        break;
      case "task":
      case "allowed":
    }
  }

  #at(time: number): void {
    this.last = Math.max(this.last, time);
  }

  #names(value: unknown): void {
    for (const run of mentionedRuns(JSON.stringify(value))) if (run !== this.run) this.uses.add(run);
  }
}
