/** What the user asked for cannot be done; the message, for the user, says why. The command ends with exit code 2. */
export class Refusal extends Error {
  /** Code of the language reference, where there is one. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}
