import { hash } from "node:crypto";
import { constants, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { cp, mkdir, rename } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { pathsIn, type Output, type Report, type ValueType, type Workflow } from "@adg/runtime";
import { deliveredBefore, foldersAbove, kindAt, listDelivered, removeDelivered } from "./delivered-before.ts";
import { Refusal } from "./refusal.ts";

/** Where the files of one output were copied to. */
export interface DeliveredOutput {
  readonly name: string;
  /** Absolute paths, in the order in which the output holds them. */
  readonly paths: readonly string[];
}

/** The folder that outputs go to, and what must not be touched in it. */
export interface OutFolder {
  readonly folder: string;
  /** Absolute paths: the folder of the program, and the files and folders among its inputs. */
  readonly kept: readonly string[];
}

/** What stands in the way is not adg's to remove. The message is a whole sentence. */
class InTheWay extends Error {}

/** Refuses, before anything runs, where a folder of the user's has the place of an output that is sure to be a folder. */
export function checkOutFolder(workflow: Workflow, { folder, kept }: OutFolder): void {
  const before = deliveredBefore(folder);
  for (const output of workflow.scopes[0]?.outputs ?? []) {
    const name = nameOf(workflow, output);
    if (!isFolder(output.type, workflow)) continue;
    try {
      checkTarget(resolve(folder), name, before.get(name) ?? [], kept);
    } catch (error) {
      throw error instanceof InTheWay ? new Refusal(error.message) : error;
    }
  }
}

/** Whether the output, if it has files at all, goes to a folder of its name. */
function isFolder(type: ValueType, { types }: Workflow): boolean {
  if (type.kind === "ref") return Object.hasOwn(types, type.name) && isListOrRecord(types[type.name]);
  return isListOrRecord(type);
}

function isListOrRecord(type: ValueType | undefined): boolean {
  switch (type?.kind) {
    case "list":
      return holdsPath(type.element);
    case "tuple":
      return type.elements.some(holdsPath);
    case "record":
      return type.fields.some((field) => holdsPath(field.type));
    default:
      return false;
  }
}

function holdsPath(type: ValueType): boolean {
  return type.kind === "file" || type.kind === "dir" || isListOrRecord(type);
}

/** One file to copy, or one empty folder to make, of an output or of a folder that an output is. */
interface Copy {
  readonly from: string;
  /** Relative to the folder. */
  readonly to: string;
}

/**
 * Copies the files and folders among a run's outputs: one file to `FOLDER/NAME.ext`, several to `FOLDER/NAME/`. The copies are
 * files of their own (where the file system can, they share the blocks until one is changed). Replaces what earlier runs delivered
 * under the output's name; throws, before it changes anything, where something else is in the way.
 */
export async function deliver(workflow: Workflow, report: Report, out: OutFolder): Promise<readonly DeliveredOutput[]> {
  const folder = resolve(out.folder);
  const before = new Map(deliveredBefore(folder));
  const delivered: DeliveredOutput[] = [];
  const copies = new Map<string, readonly Copy[]>();
  for (const output of workflow.scopes[0]?.outputs ?? []) {
    const name = nameOf(workflow, output);
    const value = Object.hasOwn(report.outputs, name) ? report.outputs[name] : undefined;
    if (value === undefined) continue;
    const found = pathsIn(value, output.type, { types: workflow.types });
    if (found.length === 0) continue;
    const isOne = found[0]?.at === "$";
    const names = isOne ? [] : distinctNames(found.map(({ path }) => basename(path)));
    const targets = found.map(({ path }, i) => (isOne ? name + extname(path) : join(name, names[i] ?? "")));
    const all = found.flatMap(({ path }, i) => copiesOf(realpathSync(path), targets[i] ?? name));
    const listed = before.get(name) ?? [];
    checkTarget(folder, isOne ? (targets[0] ?? name) : name, listed, out.kept);
    copies.set(name, needed(folder, all, new Set(listed)));
    delivered.push({ name, paths: targets.map((target) => join(folder, target)) });
  }
  for (const [name, all] of copies) {
    const listed = before.get(name) ?? [];
    const made = all.map(({ to }) => to);
    const isMade = new Set(made);
    // Should the copying break off, what is there already is known to be adg's.
    listDelivered(folder, before.set(name, [...new Set([...listed, ...made])]));
    removeDelivered(
      folder,
      listed.filter((file) => !isMade.has(file)),
    );
    for (const { from, to } of all) await copy(from, join(folder, to));
    listDelivered(folder, before.set(name, made));
  }
  return delivered;
}

function nameOf(workflow: Workflow, output: Output): string {
  return output.name ?? workflow.tasks[output.task]?.name ?? "output";
}

/** The files to copy for a file or, in it, a folder. */
function copiesOf(from: string, to: string): readonly Copy[] {
  const inside = kindAt(from) === "folder" ? readdirSync(from) : [];
  return inside.length === 0 ? [{ from, to }] : inside.flatMap((name) => copiesOf(join(from, name), join(to, name)));
}

/** Nothing that is at the target, or around what must be kept, may be anyone's but adg's. */
function checkTarget(folder: string, target: string, listed: readonly string[], kept: readonly string[]): void {
  const path = join(folder, target);
  const kind = kindAt(path);
  if (kind === "nothing") return;
  const real = realpathSync.native(path);
  const held = kept.find((each) => isWithin(realOf(each), real));
  if (held !== undefined)
    throw new InTheWay(`Nothing can be delivered to "${path}": the program needs "${held}" there.`);
  const isOurs = listed.some((file) => file === target || file.startsWith(target + sep));
  if (kind === "folder" && !isOurs && readdirSync(path).length > 0)
    throw new InTheWay(`Nothing can be delivered to "${path}": there is a folder that adg did not make.`);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}

function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** The copies that must be made; throws where a file that adg did not make is in the way of one. */
function needed(folder: string, copies: readonly Copy[], listed: ReadonlySet<string>): readonly Copy[] {
  const isNeeded: Copy[] = [];
  for (const each of copies) {
    const above = foldersAbove(each.to).find((way) => kindAt(join(folder, way)) === "file");
    if (above !== undefined && !listed.has(above)) throw new InTheWay(fileInTheWay(join(folder, above)));
    const path = join(folder, each.to);
    const kind = above === undefined ? kindAt(path) : "nothing";
    if (kind === "folder" && holdsOther(folder, each.to, listed))
      throw new InTheWay(`Nothing can be delivered to "${path}": there is a folder that adg did not make.`);
    if (kind === "file" && !listed.has(each.to)) {
      if (!isSame(each.from, path)) throw new InTheWay(fileInTheWay(path));
      continue;
    }
    isNeeded.push(each);
  }
  return isNeeded;
}

function fileInTheWay(path: string): string {
  return `Nothing can be delivered to "${path}": there is a file that adg did not make.`;
}

/** Whether there is anything in a folder that is not listed. */
function holdsOther(folder: string, at: string, listed: ReadonlySet<string>): boolean {
  return readdirSync(join(folder, at)).some((name) => {
    const each = join(at, name);
    return kindAt(join(folder, each)) === "folder" ? holdsOther(folder, each, listed) : !listed.has(each);
  });
}

/** Whether two files have the same content. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (one?.isFile() !== true || other?.isFile() !== true || one.size !== other.size) return false;
  const [left, right] = [a, b].map((path) => hash("sha256", readFileSync(path)));
  return left === right;
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
  if (kindAt(from) === "folder") {
    await mkdir(to, { recursive: true });
    return;
  }
  await cp(from, half, { mode: constants.COPYFILE_FICLONE });
  await rename(half, to);
}
