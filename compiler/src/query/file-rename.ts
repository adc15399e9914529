import type { Analysis } from "../analyse.ts";
import type { Edit } from "../diagnostic.ts";
import { documentLinksOf } from "./document-links.ts";

/** A file or folder that is to be moved. */
export interface FileRename {
  readonly from: string;
  readonly to: string;
}

/**
 * The edits that keep the paths in programs right when files or folders are moved: paths to what moves, and those in files that move.
 * The edits name the files as they are called before. A path that does not begin with a dot, other than one of an input, stays.
 */
export function fileRenameEdits(analyses: readonly Analysis[], renames: readonly FileRename[]): readonly Edit[] {
  const seen = new Set<string>();
  return analyses.flatMap(({ modules }) =>
    modules.flatMap((module): readonly Edit[] => {
      const { file } = module.file;
      if (seen.has(file)) return [];
      seen.add(file);
      return documentLinksOf(module).flatMap(({ span, target, what, written }) => {
        const [now, there] = [moved(file, renames), moved(target, renames)];
        const isRelative = what === "module" ? /^\.{1,2}\//.test(written) : !/^(?:[/\\~]|[A-Za-z]:)/.test(written);
        if ((now === file && there === target) || !isRelative) return [];
        const path = relativePath(now, there, /^\.{1,2}\//.test(written) ? "dotted" : "bare");
        return path === undefined || path === written ? [] : [{ file, span, text: path }];
      });
    }),
  );
}

/** What a path is called after the moves: its own, else that of the innermost folder around it. */
function moved(path: string, renames: readonly FileRename[]): string {
  const isIn = ({ from }: FileRename): boolean =>
    path === from || (path.startsWith(from) && /^[/\\]/.test(path.slice(from.length)));
  const [nearest] = renames.filter(isIn).toSorted((a, b) => b.from.length - a.from.length);
  return nearest === undefined ? path : nearest.to + path.slice(nearest.from.length);
}

/** The way from the folder of a file to another, with `/` in between; `undefined` where there is none (another drive). */
function relativePath(from: string, to: string, style: "dotted" | "bare"): string | undefined {
  const [start, end] = [from.split(/[/\\]/).slice(0, -1), to.split(/[/\\]/)];
  if (start[0] !== end[0] && end[0]?.endsWith(":") === true) return undefined;
  let common = 0;
  while (common < start.length && common < end.length - 1 && start[common] === end[common]) common += 1;
  const up = start.slice(common).map(() => "..");
  const path = [...up, ...end.slice(common)].join("/");
  return up.length > 0 || style === "bare" ? path : `./${path}`;
}
