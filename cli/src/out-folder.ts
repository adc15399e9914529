import { constants } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathsIn, type Output, type Report, type Workflow } from "@adg/runtime";

/** Where the files of one output were copied to. */
export interface DeliveredOutput {
  readonly name: string;
  /** Absolute paths, in the order in which the output holds them. */
  readonly paths: readonly string[];
}

/**
 * Copies the files and folders among a run's outputs: one file to `FOLDER/NAME.ext`, several to `FOLDER/NAME/`. The copies are
 * files of their own (where the file system can, they share the blocks until one is changed).
 */
export async function deliver(workflow: Workflow, report: Report, folder: string): Promise<readonly DeliveredOutput[]> {
  const delivered: DeliveredOutput[] = [];
  for (const output of workflow.scopes[0]?.outputs ?? []) {
    const name = nameOf(workflow, output);
    const value = report.outputs[name];
    if (value === undefined) continue;
    const found = pathsIn(value, output.type, { types: workflow.types });
    if (found.length === 0) continue;
    const isOne = found[0]?.at === "$";
    const target = join(resolve(folder), name);
    const names = isOne ? [] : distinctNames(found.map(({ path }) => basename(path)));
    const paths = found.map(({ path }, i) => (isOne ? target + extname(path) : join(target, names[i] ?? "")));
    if (!isOne) await rm(target, { recursive: true, force: true });
    for (const [i, { path }] of found.entries()) await copy(path, paths[i] ?? target);
    delivered.push({ name, paths });
  }
  return delivered;
}

function nameOf(workflow: Workflow, output: Output): string {
  return output.name ?? workflow.tasks[output.task]?.name ?? "output";
}

/** Names met again get a number in front of their extension: `a.txt`, `a-2.txt`. */
function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const extension = extname(name);
    let distinct = name;
    for (let n = 2; taken.has(distinct); n++) distinct = `${basename(name, extension)}-${n}${extension}`;
    taken.add(distinct);
    return distinct;
  });
}

/** Whoever looks at the target sees the old content or the whole new one. */
async function copy(from: string, to: string): Promise<void> {
  const half = `${to}.${process.pid}.part`;
  await mkdir(dirname(to), { recursive: true });
  await cp(from, half, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await rm(to, { recursive: true, force: true });
  await rename(half, to);
}
