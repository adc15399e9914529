/** Why a command does nothing. */
export interface Problem {
  /** Of the language reference, where it has one for this. */
  readonly code?: string;
  /** For the user. */
  readonly message: string;
}

/** What the user asked for cannot be done. The command ends with exit code 2 or, where a run had begun, 1. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];
  /** Id of the run that was cut off. */
  readonly cutOff: string | undefined;

  constructor(problems: string | readonly Problem[], cutOff?: string) {
    const all = typeof problems === "string" ? [{ message: problems }] : problems;
    super(all.map(({ code, message }) => (code === undefined ? message : `${code}: ${message}`)).join("\n"));
    this.problems = all;
    this.cutOff = cutOff;
  }
}
