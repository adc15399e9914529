import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Refusal } from "./refusal.ts";

/** The folder with the runs that a user means by a place: a program, the folder that it is in, or that folder's `.adg`. */
export function stateDirOf(place: string): string {
  const path = resolve(place);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Refusal(`There is no file or folder "${place}".`);
  if (!found.isDirectory()) return join(dirname(path), ".adg");
  const inside = join(path, ".adg");
  // A folder for the files of runs may have any name.
  const isItself = basename(path) === ".adg" || (!existsSync(inside) && existsSync(join(path, "runs")));
  return isItself ? path : inside;
}
