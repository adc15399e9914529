import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Workload } from "./workload.ts";
import { findWorkload, workloads } from "./workloads.ts";

export interface Options {
  readonly workloads: readonly Workload[];
  /** No larger size. */
  readonly max: number;
  /** How often each size is measured. */
  readonly runs: number;
  /** Seconds that one measuring process may take. */
  readonly limit: number;
  /** Whether the other systems that are installed are measured. */
  readonly peers: boolean;
  /** The file for all figures. */
  readonly json: string;
  /** The document that the tables go into. */
  readonly markdown: string | undefined;
}

export const usage = `npm run bench -- [OPTIONS]
  --only NAME,…    of ${workloads.map(({ name }) => name).join(", ")}
  --max N          no larger size
  --runs N         how often each size is measured (3)
  --limit SECONDS  for one measuring process (60)
  --no-peers       without other systems
  --json FILE      where all figures go (bench/results.json)
  --markdown FILE  the document between whose marks the tables go
`;

/** What the command line asks for; throws an Error that says what is wrong with it. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      only: { type: "string" },
      max: { type: "string" },
      runs: { type: "string", default: "3" },
      limit: { type: "string", default: "60" },
      peers: { type: "boolean", default: true },
      json: { type: "string", default: fileURLToPath(new URL("../results.json", import.meta.url)) },
      markdown: { type: "string" },
    },
  });
  return {
    workloads: values.only === undefined ? workloads : values.only.split(",").map(workloadOf),
    max: values.max === undefined ? Infinity : positive("--max", values.max),
    runs: positive("--runs", values.runs),
    limit: positive("--limit", values.limit),
    peers: values.peers,
    json: values.json,
    markdown: values.markdown,
  };
}

function workloadOf(name: string): Workload {
  const found = findWorkload(name.trim());
  if (found === undefined) throw new Error(`There is no workload "${name}".`);
  return found;
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`"${option}" takes a number above 0, not "${text}".`);
  return number;
}
