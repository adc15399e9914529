/** An executor as the suite sees it. */
import type { Executor, Implementation } from "@adg/runtime";

/** What a user's code has to do, so that what becomes of it can be seen. */
export interface Work {
  /** `(value)`: the result is the value. */
  readonly echo: Implementation;
  /** `(message)`: prints a line, then fails with the message. */
  readonly fail: Implementation;
  /** `(text)`: prints the text to standard output, and `aside` to standard error. */
  readonly say: Implementation;
  /** `(file)`: fails unless the file is there, which it then is. */
  readonly flaky: Implementation;
  /** `(file)`: writes the file, and does not end by itself. */
  readonly wait: Implementation;
  /** `(file, name)`: adds the line `+name` to the file, waits a little and adds `-name`. */
  readonly note: Implementation;
}

/** The work as functions that bear these names. */
export const functionsOf = (of: (name: keyof Work) => Implementation): Work => ({
  echo: of("echo"),
  fail: of("fail"),
  say: of("say"),
  flaky: of("flaky"),
  wait: of("wait"),
  note: of("note"),
});

/** What an executor's calls go through, where that is another process. */
export interface Server {
  /** How many calls run there at once. */
  readonly slots: number;
  /** Ends it as a crash would. */
  stop(): Promise<void>;
  /** Starts it again; settles when it can be reached. */
  start(): Promise<void>;
}

/** One kind of task on one executor. */
export interface Candidate {
  readonly name: string;
  /** The work, with what it needs in the folder, which is the program's. */
  work(folder: string): Work;
  open(): Executor;
  /** What a failure with this message says. */
  failure(message: string): { readonly message: string; readonly trace?: RegExp };
  /** What its tasks print is not in their logs. */
  readonly isSilent?: true;
  /** Left out where the executor needs none. It runs when the tests begin. */
  readonly server?: Server;
}
