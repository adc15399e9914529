import { numbers, same, sum } from "../programs/tasks.ts";
import { promises, sumBelow, type Workload } from "../workload.ts";

const work = async (k: number): Promise<number> => same(k);
const inTurn = promises(async (n) => sum(await Promise.all(numbers(n).map(async (k) => work(await work(k))))));
const inline = "  on inline";
const ending = ["", "when no more answer: total(all answer)", ""];

/** Rules that wait for one node each, named by its key. */
export const rules: Workload = {
  name: "W3",
  title: "N rules, each waiting for the node with a key of its own",
  sizes: [100, 1000, 10_000],
  program: (n) =>
    [
      "output answer: int = total",
      "",
      'task wait(k: int) -> int from "./tasks.ts" as same:',
      inline,
      'task answer(k: int) -> int from "./tasks.ts" as same:',
      inline,
      'task total(ks: int[]) -> int from "./tasks.ts":',
      inline,
      "",
      "edge wait -> answer -> total",
      "",
      "start:",
      `  for k in range(${n}): wait(k) key k`,
      "",
      ...numbers(n).map((k) => `when wait[${k}] done as w: answer(w)`),
      ...ending,
    ].join("\n"),
  inputs: () => ({}),
  answer: sumBelow,
  floors: [inTurn],
  values: (n) => [numbers(n)],
};

/** Rules that wait for one task each. */
export const taskRules: Workload = {
  ...rules,
  name: "W3t",
  title: "N rules, each waiting for the node of a task of its own",
  program: (n) =>
    [
      "output answer: int = total",
      "",
      ...numbers(n).flatMap((k) => [`task wait${k}(k: int) -> int from "./tasks.ts" as same:`, inline]),
      'task answer(k: int) -> int from "./tasks.ts" as same:',
      inline,
      'task total(ks: int[]) -> int from "./tasks.ts":',
      inline,
      "",
      ...numbers(n).map((k) => `edge wait${k} -> answer`),
      "edge answer -> total",
      "",
      "start:",
      ...numbers(n).map((k) => `  wait${k}(${k})`),
      "",
      ...numbers(n).map((k) => `when wait${k} done as w: answer(w)`),
      ...ending,
    ].join("\n"),
};
