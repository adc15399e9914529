import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { TaskSymbol } from "../program.ts";
import { findModule } from "./place.ts";
import { isDeclared, type Referent } from "./referent.ts";

/** The task or workflow that a referent is. */
export function findTask(analysis: Analysis, referent: Referent): TaskSymbol | undefined {
  if (!isDeclared(referent) || (referent.kind !== "task" && referent.kind !== "workflow")) return undefined;
  const module = findModule(analysis, referent.at.file);
  return module?.checker.module.symbolOf(referent.node as ast.Task | ast.Workflow);
}
