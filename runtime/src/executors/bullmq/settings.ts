/** What a project says of a queue whose workers run its tasks. */
export interface BullmqSettings {
  readonly kind: "bullmq";
  /**
   * Where Redis, or Valkey, is: `redis://HOST:PORT`, `rediss://` for TLS. It may hold a password and is never told. Where it is
   * `undefined`, as a variable of the environment may be, a run that needs the executor is refused.
   */
  readonly url: string | undefined;
  /** Name of the queue: letters, digits, `.`, `-` and `_`. */
  readonly queue: string;
  /**
   * Folder that this machine and those of the workers share, at the same path: the program and the files of its runs must lie in it. Left
   * out, they may lie anywhere, and a worker that does not see them says so.
   */
  readonly shared?: string | undefined;
}
