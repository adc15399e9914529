/** What imported names mean: their types are read from TypeScript. */
import type { BoundModule, Imported } from "./bind.ts";
import { isAdgFile, type Peers } from "./peers.ts";
import type { FunctionSignature, ImportedFunction, Symbol } from "./program.ts";
import { primitive, unknownType } from "./type-shape.ts";
import type { FunctionFacts } from "./typescript.ts";

/** The symbols of names that are imported as values. */
export function importedFunctions(bound: BoundModule, peers: Peers): ReadonlyMap<string, ImportedFunction> {
  const symbols = new Map<string, ImportedFunction>();
  for (const [name, { imported, from }] of bound.imports) {
    const origin = from !== undefined && !isAdgFile(from) ? "typescript" : "adg";
    const facts = from === undefined || origin === "adg" ? undefined : peers.functionOf(from, imported.name.text);
    const signature = facts?.kind === "function" ? signatureOf(facts, peers) : undefined;
    symbols.set(name, { kind: "imported-function", name, declaration: imported, origin, signature });
  }
  return symbols;
}

/** The symbol of a name of `import type`. */
export function importedType(
  name: string,
  { imported, from }: Imported,
  peers: Peers,
): Symbol & { readonly kind: "type" } {
  const facts = from === undefined || isAdgFile(from) ? undefined : peers.typeOf(from, imported.name.text);
  const type = facts?.kind === "type" ? peers.namedType(name, facts) : unknownType;
  return { kind: "type", name, declaration: imported, type };
}

/** The parameters of a function as adg has them. */
export function parametersOf({ parameters, shapes }: FunctionFacts, peers: Peers): FunctionSignature["parameters"] {
  return parameters.map(({ name, shape, optional }) => ({
    name,
    type: peers.parameterType(shape, shapes, { optional }),
    optional,
    default: undefined,
  }));
}

function signatureOf(facts: FunctionFacts, peers: Peers): FunctionSignature {
  const result = facts.gives === "promise" ? unknownType : peers.adgType(facts.result.shape, facts.shapes);
  return {
    parameters: parametersOf(facts, peers),
    rest: facts.rest === undefined ? undefined : peers.adgType(facts.rest.shape, facts.shapes),
    result: result.kind === "never" ? primitive("json") : result,
  };
}
