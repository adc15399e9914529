/** The store of a run's journal. */
export * from "./record.ts";
export { JournalError, type JournalTrouble } from "./journal-error.ts";
export type { JournalEnd, Torn } from "./journal-end.ts";
export type { JournalStore, JournalWriter, OpenJournal } from "./journal-store.ts";
export { openWriter, type WriterOptions } from "./writer.ts";
export { JournalReading, readJournal, type Commit, type ReadOptions } from "./reader.ts";
export { readObject, valueOf, type StoredObject } from "./object.ts";
export { isHeld } from "./lock.ts";
export { exportCommits, exportRun, importRun, type WrittenCommit } from "./portable.ts";
export { journalFileOf, objectFileOf, runFolderOf } from "./run-files.ts";
