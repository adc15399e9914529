/** What is wrong with a journal, or with the place that it should be in. */

/** For programs: what kind of trouble it is. */
export type JournalTrouble =
  /** Not a journal at all. */
  | "foreign"
  /** Of a version that this adg does not know, older or newer. */
  | "version"
  /** Broken in the middle: what follows the break cannot be told. */
  | "damaged"
  /** A result's own file is missing or is not what it was. */
  | "object"
  /** Another process writes the run. */
  | "held"
  /** Something is there already. */
  | "exists"
  | "missing"
  | "full"
  | "read-only"
  | "busy"
  /** The device or the file system failed. */
  | "io"
  /** The thread that writes is gone. */
  | "thread"
  /** A record that no journal can hold. */
  | "record";

/** One sentence (or two) for people, naming the file and what to do. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  readonly trouble: JournalTrouble;
  /** Absolute path of the file or folder that it is about. */
  readonly file: string;
  /** Id of the run that it cut off in the middle, and that can be resumed; `undefined` where it kept it from beginning. */
  cutOff: string | undefined;

  constructor(trouble: JournalTrouble, file: string, message: string) {
    super(message);
    this.trouble = trouble;
    this.file = file;
  }
}
