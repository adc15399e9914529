import { sqlite } from "../floors/sqlite.ts";
import { programFile } from "../program-file.ts";
import { numbers, same, sum } from "../programs/tasks.ts";
import { promises, sumBelow, type Workload } from "../workload.ts";

const work = async (k: number): Promise<number> => same(k);

/** A run has as many outcomes that are not safe yet as it has tasks at a time; this is some of them. */
const GROUP = 100;

export const keptWide: Workload = {
  name: "W1-journal",
  title: "W1 with a journal, as runs have it unless told otherwise",
  sizes: [1000, 10_000, 100_000],
  program: () => programFile("wide"),
  journal: true,
  inputs: (n) => ({ n }),
  answer: sumBelow,
  floors: [sqlite(GROUP)],
};

export const wide: Workload = {
  name: "W1",
  title: "one task yields N items, a task for each, one gather",
  sizes: [100, 1000, 10_000, 100_000, 1_000_000],
  program: () => programFile("wide"),
  inputs: (n) => ({ n }),
  answer: sumBelow,
  floors: [promises(async (n) => sum(await Promise.all(numbers(n).map(work))))],
  values: (n) => [numbers(n), numbers(n)],
};
