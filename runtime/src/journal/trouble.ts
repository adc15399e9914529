/** What SQLite and the file system say, in plain words. */
import { JournalError } from "./journal-error.ts";

/** Any error of work on a file as a `JournalError`; one that is none of theirs is our own bug and stays as it is. */
export function troubleOf(error: unknown, file: string): unknown {
  if (error instanceof JournalError || !(error instanceof Error)) return error;
  if ("errcode" in error && typeof error.errcode === "number")
    return ofSqlite(error.errcode & 0xff, file, error.message);
  if ("syscall" in error && "code" in error && typeof error.code === "string")
    return ofSystem(error.code, "path" in error && typeof error.path === "string" ? error.path : file, error.message);
  return error;
}

/** Does something with a file; what goes wrong is told as a `JournalError`. */
export function telling<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw troubleOf(error, file);
  }
}

/** See "Result Codes" in SQLite's documentation. */
function ofSqlite(code: number, file: string, said: string): JournalError {
  switch (code) {
    case 5: // BUSY
    case 6: // LOCKED
      return new JournalError("busy", file, `"${file}" is locked by another process; try again when that has ended.`);
    case 8: // READONLY
      return readOnly(file);
    case 13: // FULL
      return full(file);
    case 14: // CANTOPEN
      return new JournalError(
        "io",
        file,
        `"${file}" cannot be opened: see whether its folder exists and is yours to use.`,
      );
    case 26: // NOTADB
      return notAJournal(file);
    case 7: // NOMEM
    case 10: // IOERR
      return failing(file, said);
    default:
      // CORRUPT, or a table that is not there or not as it was made.
      return damaged(file, `SQLite says "${said}"`);
  }
}

function ofSystem(code: string, file: string, said: string): JournalError {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return full(file);
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return readOnly(file);
    case "ENOENT":
      return new JournalError("missing", file, `"${file}" does not exist.`);
    default:
      return failing(file, said);
  }
}

function full(file: string): JournalError {
  return new JournalError(
    "full",
    file,
    `The disk is full: "${file}" cannot be written; free some space, then resume the run.`,
  );
}

function readOnly(file: string): JournalError {
  return new JournalError(
    "read-only",
    file,
    `"${file}" may not be written by this user: it, its folder or its disk is read-only.`,
  );
}

function failing(file: string, said: string): JournalError {
  return new JournalError(
    "io",
    file,
    `The disk failed at "${file}" (${said}); see whether it is whole, then resume the run.`,
  );
}

export function notAJournal(file: string): JournalError {
  return new JournalError("foreign", file, `"${file}" is not the journal of a run.`);
}

/** `what`: a clause. */
export function damaged(file: string, what: string): JournalError {
  return new JournalError(
    "damaged",
    file,
    `The journal "${file}" is damaged: ${what}; take it from a copy, or start the run anew.`,
  );
}
