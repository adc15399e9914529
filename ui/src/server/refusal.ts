/** A request that is not granted: its message, a sentence for people, is the answer. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415;

  constructor(status: Refusal["status"], message: string) {
    super(message);
    this.status = status;
  }
}
