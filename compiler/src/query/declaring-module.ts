import type { Analysis } from "../analyse.ts";
import type { CheckedModule } from "../program-of.ts";

const known = new WeakMap<Analysis, ReadonlyMap<object, CheckedModule>>();

/** The file of a program that has a declaration. */
export function declaringModule(analysis: Analysis, declaration: object): CheckedModule | undefined {
  let modules = known.get(analysis);
  if (modules === undefined) {
    modules = new Map(
      analysis.modules.flatMap((module) => module.file.module.declarations.map((each) => [each, module] as const)),
    );
    known.set(analysis, modules);
  }
  return modules.get(declaration);
}
