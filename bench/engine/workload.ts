/** A program of some size, what must come of it, and the same work done by less. */
export interface Workload {
  readonly name: string;
  /** What it consists of, in one line. */
  readonly title: string;
  /** From small to large. */
  readonly sizes: readonly number[];
  /** The size of the run that goes before the measured ones; 1,000 when left out. */
  readonly warmUp?: number;
  /** The text of the program for this size. */
  readonly program: (size: number) => string;
  /** Whether its runs have a journal. */
  readonly journal?: boolean;
  readonly inputs: (size: number) => Readonly<Record<string, number>>;
  /** The value of its output `answer`, and of each floor. */
  readonly answer: (size: number) => number;
  /** What does the same work without adg. */
  readonly floors: readonly Floor[];
  /**
   * Arguments and results as they are in memory when the last node starts, whoever runs the workload. Where it is there, all
   * tasks run in the engine's process, and the memory that nodes and edges take is measured.
   */
  readonly values?: (size: number) => unknown;
}

/** Something that does the work of a workload and keeps no graph. */
export interface Floor {
  readonly name: string;
  /** Why it cannot run here, where it cannot. */
  readonly missing?: () => string | undefined;
  /** Does the work, with files in the folder if it needs any; answers what the workload's output would be. */
  readonly run: (size: number, folder: string) => Promise<number>;
}

/** A floor that is as many awaited calls of async functions, with the same fan-in. */
export function promises(run: (size: number) => Promise<number>): Floor {
  return { name: "promises", run };
}

/** 0 + 1 + … + (n - 1). */
export const sumBelow = (n: number): number => (n * (n - 1)) / 2;
