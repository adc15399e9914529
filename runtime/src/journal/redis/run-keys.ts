/** Where a run that was taken from a queue lies in Redis. */
export interface RunKeys {
  /** A stream: each entry is a commit, and its id the commit's position. */
  readonly journal: string;
  /** A hash: the token of the process that may write the run, and up to where its journal goes. */
  readonly seat: string;
}

/** `prefix`: of all keys of the queue. */
export function runKeys(prefix: string, run: string): RunKeys {
  return { journal: `${prefix}:journal:${run}`, seat: `${prefix}:seat:${run}` };
}
