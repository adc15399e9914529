import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { CheckedModule } from "../program-of.ts";
import { isAdgFile } from "../peers.ts";
import { referentsAt } from "./occurrences.ts";
import { pathAt } from "./path-at.ts";
import { findModule, type Place } from "./place.ts";
import { isDeclared, type Referent } from "./referent.ts";

/** Where something is to be found. What is not in an `.adg` file of the program, whoever reads files has to look for. */
export type Target =
  | ({ readonly kind: "place" } & Place)
  /** The whole file. */
  | { readonly kind: "file"; readonly file: string }
  /** What a TypeScript module exports by this name (`findExport`). */
  | { readonly kind: "export"; readonly module: string; readonly name: string }
  /** A function of a Python module beside a file (`findPythonFunction`). */
  | { readonly kind: "python"; readonly beside: string; readonly module: string; readonly name: string };

export interface Targets {
  /** The name or path that was asked about. */
  readonly origin: ast.Span;
  readonly targets: readonly Target[];
}

/** Where the name at a place is declared; of the path of an import or task, the file. */
export function definitionAt(analysis: Analysis, file: string, offset: number): Targets | undefined {
  const found = referentsAt(analysis, file, offset);
  if (found !== undefined) return targetsOf(found.span, found.referents.flatMap(targetOf));
  const module = findModule(analysis, file);
  return module && pathTarget(module, offset);
}

export function targetsOf(origin: ast.Span, targets: readonly Target[]): Targets | undefined {
  const different = new Map(targets.map((target) => [JSON.stringify(target), target]));
  return targets.length === 0 ? undefined : { origin, targets: [...different.values()] };
}

/** Where a referent is declared. What is built in is nowhere. */
export function targetOf(referent: Referent): readonly Target[] {
  if (isDeclared(referent)) return [{ kind: "place", ...referent.at }];
  if (referent.kind === "built-in") return [];
  const { module, what, of, name } = referent;
  return [{ kind: "export", module, name: what === "parameter" ? (of ?? name) : name }];
}

function pathTarget({ file, checker }: CheckedModule, offset: number): Targets | undefined {
  const path = pathAt(file.module, offset);
  const text = path.findLast((part): part is ast.TextLiteral => part.kind === "text");
  const declaration = path.find(
    (part): part is ast.Import | ast.Task => part.kind === "import" || part.kind === "task",
  );
  if (text === undefined || declaration === undefined) return undefined;
  const from = declaration.kind === "import" ? declaration.from : declaration.from?.path;
  if (from !== text) return undefined;
  const imported = declaration.kind === "import" ? file.imports.get(declaration) : undefined;
  if (isAdgFile(from) && imported === undefined) return undefined;
  return targetsOf(text.span, [{ kind: "file", file: imported?.file ?? checker.module.peers.pathOf(from) }]);
}
