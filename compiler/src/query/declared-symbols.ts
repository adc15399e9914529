/**
 * The symbols of a module as a declaration sees them that is being written: what the module declares is known from its analysis,
 * what the declaration itself says is resolved anew. Nothing is noted in the analysis.
 */
import type * as ast from "../ast.ts";
import type { ModuleSymbols } from "../resolve.ts";
import type { TaskSymbol } from "../program.ts";
import { primitiveNames } from "../resolve-type.ts";
import {
  listOf,
  literalOf,
  optionalOf,
  outcomeOf,
  primitive,
  recordOf,
  tupleOf,
  unite,
  unknownType,
} from "../type-shape.ts";
import type { PrimitiveKind, Type } from "../types.ts";

export function declaredSymbols(module: ModuleSymbols): ModuleSymbols {
  const tasks = new Map<ast.Task | ast.Workflow, TaskSymbol>();
  return {
    ...module,
    typeNodes: new Map(),
    symbols: new Map(),
    used: new Set(),
    unknownTasks: [],
    typeOf: (node) => writtenType(module, node),
    symbolOf: (declaration) => {
      const symbol = tasks.get(declaration) ?? declaredTask(module, declaration);
      tasks.set(declaration, symbol);
      return symbol;
    },
  };
}

function declaredTask(module: ModuleSymbols, declaration: ast.Task | ast.Workflow): TaskSymbol {
  const name = declaration.name.text;
  const known = module.tasks.get(name);
  // Its signature is that of the TypeScript function.
  if (declaration.kind === "task" && declaration.parameters === undefined && known !== undefined)
    return { ...known, declaration };
  const result = declaration.result === undefined ? undefined : writtenType(module, declaration.result);
  const parameters = (declaration.parameters ?? []).map((parameter) => {
    const type = writtenType(module, parameter.type);
    const optional = parameter.optional || parameter.default !== undefined;
    return {
      name: parameter.name.text,
      type: parameter.optional ? optionalOf(type) : type,
      optional,
      default: parameter.default,
    };
  });
  const inferred = declaration.kind === "workflow" ? (known?.result ?? unknownType) : primitive("void");
  return { kind: "task", name, declaration, hasSignature: true, parameters, result: result ?? inferred };
}

/** The type that is written; unknown where it names none. */
export function writtenType(module: ModuleSymbols, node: ast.TypeNode): Type {
  const inside = (part: ast.TypeNode): Type => writtenType(module, part);
  switch (node.kind) {
    case "named": {
      const name = node.name.text;
      const symbol = module.typeSymbols.get(name);
      if (symbol?.kind === "type") return symbol.type;
      const [argument] = node.arguments;
      if (name === "Outcome") return outcomeOf(argument === undefined ? unknownType : inside(argument));
      return primitiveNames.has(name) ? primitive(name as PrimitiveKind) : unknownType;
    }
    case "list":
      return listOf(inside(node.element));
    case "optional":
      return optionalOf(inside(node.type));
    case "tuple":
      return tupleOf(node.elements.map(inside));
    case "record":
      return recordOf(
        node.fields.map(({ name, type, optional }) => ({ name: name.text, type: inside(type), optional })),
      );
    case "union":
      return unite(node.members.map(inside));
    case "literal":
      return node.value === null ? primitive("null") : literalOf(node.value);
    case "missing":
      return unknownType;
  }
}
