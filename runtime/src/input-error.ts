/** What a caller did wrong before anything ran. */
import type { ErrorReport } from "./event.ts";

/** Thrown by `run` for inputs that are missing, unknown or of the wrong type, and for missing secrets and executors. Nothing ran. */
export class InputError extends Error {
  /** One for each mistake, with the code ADG7001. */
  readonly errors: readonly ErrorReport[];

  constructor(errors: readonly ErrorReport[]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.name = "InputError";
    this.errors = errors;
  }
}
