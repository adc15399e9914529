import { dirname, relative, sep } from "node:path";
import { declaredNames, type OtherFile, type OtherName } from "@adg/compiler/query";
import type { Server } from "./feature.ts";

/** With more files than these, looking through all of them would be felt. */
const mostFiles = 2_000;

const names = new WeakMap<object, readonly OtherName[]>();

/** What the other programs of the workspace declare, as a file would import it. */
export function importable({ workspace, files }: Server, file: string): readonly OtherFile[] {
  const others = files.all().filter((other) => other !== file);
  return others.slice(0, mostFiles).flatMap((other) => {
    const source = workspace.sourceOf(other);
    let declared = names.get(source);
    if (declared === undefined) names.set(source, (declared = declaredNames(source.text)));
    return declared.length === 0 ? [] : [{ file: other, path: writtenPath(file, other), names: declared }];
  });
}

/** The path as an import writes it. */
function writtenPath(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
