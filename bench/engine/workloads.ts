import type { Workload } from "./workload.ts";
import { chain } from "./workloads/chain.ts";
import { groups } from "./workloads/groups.ts";
import { join } from "./workloads/join.ts";
import { busyPool, pool } from "./workloads/pool.ts";
import { rules, taskRules } from "./workloads/rules.ts";
import { scopes } from "./workloads/scopes.ts";
import { shell } from "./workloads/shell.ts";
import { tree } from "./workloads/tree.ts";
import { keptWide, wide } from "./workloads/wide.ts";

/** All that is measured, in the order of the table. */
export const workloads: readonly Workload[] = [
  wide,
  keptWide,
  chain,
  rules,
  taskRules,
  join,
  groups,
  scopes,
  tree,
  pool,
  busyPool,
  shell,
];

export function findWorkload(name: string): Workload | undefined {
  return workloads.find((workload) => workload.name.toLowerCase() === name.toLowerCase());
}
