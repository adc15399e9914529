/** What a project says of Celery workers that run its tasks. */
export interface CelerySettings {
  readonly kind: "celery";
  /**
   * The workers' broker: `redis://HOST:PORT/DB`, `amqp://HOST:PORT/VHOST`, or `rediss://` and `amqps://` for TLS. It may hold a password and
   * is never told. Where it is `undefined`, as a variable of the environment may be, a run that needs the executor is refused.
   */
  readonly url: string | undefined;
  /** The Redis that the workers keep results in, as `redis://HOST:PORT/DB`; the broker, where that is Redis, when left out. */
  readonly results?: string | undefined;
  /** Name of the queue; `celery` when left out. */
  readonly queue?: string | undefined;
  /**
   * Folder that this machine and those of the workers share, at the same path: the program and the files of its runs must lie in it. For
   * `python` tasks; left out, they may lie anywhere, and a worker that does not see them says so.
   */
  readonly shared?: string | undefined;
  /**
   * Seconds for which no worker and no queue has had a task that has left no result, until it is taken for lost; 10 when left out. With 0
   * none ever is: for workers that answer no remote control.
   */
  readonly lostAfter?: number | undefined;
}

/** Where they say nothing. */
export const defaultQueue = "celery";
export const defaultLostAfter = 10;
