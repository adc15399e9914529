import { dirname, relative, sep } from "node:path";
import { declaredNames, type OtherFile, type OtherName } from "@adg/compiler/query";
import type { Workspace } from "./workspace.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

/** With more files than these, looking through all of them would be felt. */
const mostFiles = 2_000;
/** With more names than these, only those are offered that begin as what is written does. */
const mostNames = 200;

/** What can be imported, and whether more can be once something is written. */
interface Importable {
  readonly files: readonly OtherFile[];
  readonly isPart: boolean;
}

const names = new WeakMap<object, readonly OtherName[]>();

/** What the other programs of the workspace declare, as a file would import it. `written`: the beginning of the name. */
export function importable(
  workspace: Workspace,
  { files, isWhole }: Awaited<ReturnType<WorkspaceFiles["soon"]>>,
  file: string,
  written: string,
): Importable {
  const others = files.filter((other) => other !== file);
  const found = others.slice(0, mostFiles).flatMap((other) => {
    const source = workspace.sourceOf(other);
    let declared = names.get(source);
    if (declared === undefined) names.set(source, (declared = declaredNames(source.text)));
    return declared.length === 0 ? [] : [{ file: other, path: writtenPath(file, other), names: declared }];
  });
  const count = found.reduce((sum, each) => sum + each.names.length, 0);
  if (count <= mostNames) return { files: found, isPart: !isWhole };
  if (written === "") return { files: [], isPart: true };
  const first = written.slice(0, 1).toLowerCase();
  const begun = (declared: readonly OtherName[]) => declared.filter(({ name }) => name.toLowerCase().startsWith(first));
  return { files: found.map((each) => ({ ...each, names: begun(each.names) })), isPart: !isWhole };
}

/** The path as an import writes it. */
function writtenPath(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
