import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { CheckedModule } from "../program-of.ts";
import { elementType, membersOf } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { declaringModule } from "./declaring-module.ts";
import { type Target, type Targets, targetsOf } from "./definition.ts";
import { referentsAt } from "./occurrences.ts";
import { pathAt } from "./path-at.ts";
import { findModule } from "./place.ts";
import { isDeclared } from "./referent.ts";

/**
 * Where the type of the name or expression at a place is declared: of a node the task, of a value its named type or, where it has no
 * name, the record that is written for it. Of a list it is that of its elements.
 */
export function typeDefinitionAt(analysis: Analysis, file: string, offset: number): Targets | undefined {
  const module = findModule(analysis, file);
  if (module === undefined) return undefined;
  const found = referentsAt(analysis, file, offset);
  const path = pathAt(module.file.module, offset);
  const expression = path.findLast((part) => module.checker.types.has(part as ast.Expression));
  const [referent] = found?.referents ?? [];
  const declared = referent !== undefined && isDeclared(referent) ? typesOf(referent.node, module) : undefined;
  const known = referent !== undefined && isDeclared(referent) ? referent.type : undefined;
  const type = declared ?? known ?? module.checker.types.get(expression as ast.Expression);
  const origin = found?.span ?? expression?.span;
  if (type === undefined || origin === undefined) return undefined;
  return targetsOf(origin, typeTargets(analysis, type, 0));
}

/** The type that a declaration writes: of a field, an input, a parameter; of a task, what its nodes give. */
function typesOf(node: ast.Located, { checker }: CheckedModule): Type | undefined {
  const { kind, type } = node as { readonly kind?: string; readonly type?: ast.TypeNode };
  if (kind === "task" || kind === "workflow") return checker.module.symbolOf(node as ast.Task | ast.Workflow).result;
  return type === undefined ? undefined : checker.module.typeNodes.get(type);
}

const DEEPEST = 20;

function typeTargets(analysis: Analysis, type: Type, depth: number): readonly Target[] {
  if (depth > DEEPEST) return [];
  if (type.kind === "alias") return aliasTargets(analysis, type, depth);
  if (type.kind === "union") return type.members.flatMap((member) => typeTargets(analysis, member, depth + 1));
  if (type.kind === "node") return nodeTargets(analysis, type);
  if (type.kind === "list" || type.kind === "tuple") {
    const element = elementType(type);
    return element === undefined ? [] : typeTargets(analysis, element, depth + 1);
  }
  if (type.kind !== "record") return [];
  for (const { file, checker } of analysis.modules)
    for (const [node, each] of checker.module.typeNodes)
      if (each === type) return [{ kind: "place", file: file.file, span: node.span }];
  return [];
}

function aliasTargets(analysis: Analysis, type: Type & { readonly kind: "alias" }, depth: number): readonly Target[] {
  for (const { file, checker } of analysis.modules)
    for (const symbol of checker.module.typeSymbols.values()) {
      if (symbol.kind !== "type" || symbol.type !== type) continue;
      const { declaration } = symbol;
      if ("kind" in declaration) {
        if (file.module.declarations.includes(declaration))
          return [{ kind: "place", file: file.file, span: declaration.name.span }];
        continue;
      }
      const from = file.module.declarations.find((each) => each.kind === "import" && each.names.includes(declaration));
      if (from?.kind === "import" && from.from !== undefined)
        return [{ kind: "export", module: checker.module.peers.pathOf(from.from), name: declaration.name.text }];
    }
  return membersOf(type).flatMap((member) => typeTargets(analysis, member, depth + 1));
}

function nodeTargets(analysis: Analysis, { task }: Type & { readonly kind: "node" }): readonly Target[] {
  const { declaration } = task;
  const module = declaringModule(analysis, declaration);
  return module === undefined ? [] : [{ kind: "place", file: module.file.file, span: declaration.name.span }];
}
