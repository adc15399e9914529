/** Why a command does nothing. */
export interface Problem {
  /** Of the language reference, where it has one for this. */
  readonly code?: string;
  /** For the user. */
  readonly message: string;
}

/** What the user asked for cannot be done. The command ends with exit code 2. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: string | readonly Problem[]) {
    const all = typeof problems === "string" ? [{ message: problems }] : problems;
    super(all.map(({ code, message }) => (code === undefined ? message : `${code}: ${message}`)).join("\n"));
    this.problems = all;
  }
}
