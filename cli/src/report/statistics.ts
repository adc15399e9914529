/** How long the nodes of each task took. Pure. */
import type { RunGraph } from "../graph/run-graph.ts";

type Outcomes = RunGraph["run"]["history"]["outcomes"];

/** Times in ms. Results from the cache took none. */
export interface TaskTimes {
  readonly task: string;
  /** Attempts that ran. */
  readonly attempts: number;
  readonly failed: number;
  readonly reused: number;
  readonly total: number;
  readonly median: number;
  /** Of twenty attempts, nineteen took no longer. */
  readonly p95: number;
  readonly longest: number;
}

/** Tasks that took the most time first. */
export function taskTimes(outcomes: Outcomes): readonly TaskTimes[] {
  const tasks = new Map<string, { readonly times: number[]; failed: number; reused: number }>();
  for (const { record } of outcomes) {
    let known = tasks.get(record.task);
    if (known === undefined) tasks.set(record.task, (known = { times: [], failed: 0, reused: 0 }));
    if (record.kind === "succeeded" && record.from === "cache") known.reused += 1;
    else known.times.push(record.ended - record.begun);
    if (record.kind === "failed") known.failed += 1;
  }
  return [...tasks]
    .map(([task, { times, failed, reused }]) => {
      const sorted = times.sort((a, b) => a - b);
      return {
        ...{ task, attempts: sorted.length, failed, reused },
        total: sorted.reduce((sum, time) => sum + time, 0),
        median: quantile(sorted, 0.5),
        p95: quantile(sorted, 0.95),
        longest: sorted.at(-1) ?? 0,
      };
    })
    .sort((a, b) => b.total - a.total);
}

/** The nearest of the values that there are. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
