/** What one process is asked to measure. */
export interface Request {
  readonly measure: "run" | "floor" | "heap" | "turns" | "interrupt";
  /** Name of the workload. */
  readonly workload: string;
  readonly size: number;
  /** URLs of the compiled program, and of the one for the run that goes before. */
  readonly program: string;
  readonly warmUp: string;
  /** A folder for the state of runs. */
  readonly folder: string;
  /** Name of the floor, where one is measured. */
  readonly floor?: string;
}

/** How long a run of the workload takes. */
export interface Time {
  /** Median of the runs in this process. */
  readonly seconds: number;
  /** The most memory that the process had (resident), in bytes. */
  readonly peak: number;
  /** Of one run; 0 for a floor. */
  readonly nodes: number;
  readonly edges: number;
}

/** What a run holds in memory when its last node starts. */
export interface Heap {
  /** Beyond arguments and results. */
  readonly bytes: number;
  readonly nodes: number;
  readonly edges: number;
}

/** How long the event loop's turns take, in ms. */
export interface Turns {
  readonly p99: number;
  readonly longest: number;
  readonly count: number;
}

/** When what happened, in ms since the epoch. */
export interface Interruption {
  /** When the handler of the signal ran; absent where it never did. */
  readonly heard?: number;
  readonly ended: number;
  readonly status: string;
}
