/** The server's answer is no; the message is its sentence. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** There is no answer, or none of this server's. */
export class Unreachable extends Error {}
