import { readHistory, type History } from "./history.ts";
import type { JournalStore, JournalWriter, OpenJournal } from "./journal-store.ts";
import { runFolderOf } from "./run-files.ts";
import { openWriter } from "./writer.ts";

/** Journals in the folders of their runs, a SQLite file each. */
export class FileJournals implements JournalStore {
  readonly #stateDir: string;

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
  }

  async history(run: string): Promise<History> {
    return readHistory(runFolderOf(this.#stateDir, run));
  }

  open(run: string, options: OpenJournal): Promise<JournalWriter> {
    return openWriter({ ...options, stateDir: this.#stateDir, folder: runFolderOf(this.#stateDir, run) });
  }
}
