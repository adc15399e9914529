/** Values: names in sight, literals of the wanted type, gathers, functions, and what an argument or field may be called. */
import type * as ast from "../../ast.ts";
import { builtinFunctions } from "../../builtins.ts";
import { knownType } from "../../check/name.ts";
import type { Symbol } from "../../program.ts";
import { isAssignable } from "../../type-relation.ts";
import { elementType, listOf, membersOf, nodesIn, resultsIn } from "../../type-shape.ts";
import { typeText, widenedText } from "../../type-text.ts";
import type { Type } from "../../types.ts";
import { builtinSignature } from "../builtin-signatures.ts";
import { functionSignature, signatureText } from "../signature.ts";
import type { Likelihood, Offer } from "./completion.ts";
import type { Cursor } from "./cursor.ts";
import { readOf } from "./members.ts";
import { callOf } from "./tasks.ts";

/** What stands for a value here, without tasks. */
export function valueOffers(cursor: Cursor): readonly Offer[] {
  return [
    ...literalOffers(cursor.wanted?.type),
    ...nameOffers(cursor),
    ...gatherOffers(cursor),
    ...functionOffers(cursor),
  ];
}

/** The texts and truth values of the wanted type. */
export function literalOffers(wanted: Type | undefined): readonly Offer[] {
  return membersOf(wanted ?? { kind: "unknown" }).flatMap((member): readonly Offer[] => {
    // What holds or not is seldom written out.
    if (member.kind === "boolean") return ["true", "false"].map((label) => literal(label, "fair"));
    return member.kind === "literal" ? [literal(JSON.stringify(member.value), "best")] : [];
  });
}

function literal(label: string, likelihood: Likelihood): Offer {
  return { label, kind: "literal", likelihood };
}

type Valued = Extract<Symbol, { readonly type: Type }>;

/** Names of the body, of parameters and inputs, the nearest first; of a node that is done also its result, where that fits. */
function nameOffers(cursor: Cursor): readonly Offer[] {
  return valuesInSight(cursor).flatMap(({ name, kind, type }) => {
    const own: Offer = {
      label: name,
      kind: offerKind(kind, type),
      detail: widenedText(type),
      likelihood: likelihoodOf(type, cursor),
    };
    const result = type.kind === "node" ? readOf(type, "result") : undefined;
    if (cursor.wanted === undefined || result === undefined || likelihoodOf(result, cursor) !== "best") return [own];
    const detail = typeText(result);
    return [own, { label: `${name}.result`, kind: "member", detail, likelihood: "best" }];
  });
}

function valuesInSight({
  environment,
  checker,
  tree,
}: Cursor): readonly { name: string; kind: Symbol["kind"]; type: Type }[] {
  return [...new Set(environment.scope.names())].flatMap((name) => {
    const symbol = environment.scope.find(name);
    if (symbol === undefined || !isValued(symbol) || !isDeclaredBefore(tree.at, symbol)) return [];
    const type = knownType(checker, symbol, environment);
    // `out` of a task that declares none.
    return symbol.kind === "special" && type.kind === "unknown" ? [] : [{ name, kind: symbol.kind, type }];
  });
}

/** A `let` gives its name to what follows it. */
function isDeclaredBefore(at: number, symbol: Valued): boolean {
  return symbol.kind !== "local" || symbol.declaration.kind !== "let" || symbol.declaration.span.end < at;
}

function isValued(symbol: Symbol): symbol is Valued {
  return "type" in symbol && symbol.kind !== "type";
}

function offerKind(kind: Symbol["kind"], type: Type): Offer["kind"] {
  if (type.kind === "node") return "node";
  return kind === "input" ? "input" : "variable";
}

/** How well a value fits what is wanted. Of `json` it cannot be told. */
function likelihoodOf(type: Type, { wanted }: Cursor): Likelihood {
  if (wanted === undefined) return "good";
  if (wanted.place === "after") return nodesIn(type).length > 0 ? "best" : "unlikely";
  const isEnded = nodesIn(type).some(({ known }) => known === "failed" || known === "settled");
  const given = wanted.place === "argument" ? resultsIn(type) : type;
  const isVague = [given, wanted.type].some(({ kind }) => kind === "json" || kind === "unknown" || kind === "never");
  if (isVague) return "good";
  if (!isEnded && isAssignable(given, wanted.type)) return "best";
  // Most conditions compare something.
  return wanted.type.kind === "boolean" ? "good" : "fair";
}

/** Nodes in sight: what `under` speaks of. */
export function nodeOffers(cursor: Cursor): readonly Offer[] {
  return valuesInSight(cursor)
    .filter(({ type }) => type.kind === "node")
    .map(({ name, type }) => ({ label: name, kind: "node", detail: typeText(type), likelihood: "best" }));
}

/**
 * Nodes, or lists of nodes, that a condition may speak of. `t done` speaks of no node that the rule itself binds: what is known of
 * that is said where it is bound.
 */
export function heldOffers(cursor: Cursor, condition: ast.Condition): readonly Offer[] {
  if (condition.kind === "no-more") return [];
  const { scope } = cursor.environment;
  return valuesInSight(cursor).flatMap(({ name, kind, type }): readonly Offer[] => {
    if ((kind !== "local" && kind !== "bound") || scope.findOwn(name) !== undefined) return [];
    const held = condition.kind === "event" ? type : elementType(type);
    const isHeld = held !== undefined && membersOf(held).every((member) => member.kind === "node");
    if (!isHeld) return [];
    const detail = typeText(type);
    return [{ label: name, kind: "node", detail, insertText: `${name} `, likelihood: "best", then: "completions" }];
  });
}

/** `all pdf`, where a list of its results is wanted; elsewhere the words alone. */
function gatherOffers({ wanted, checked }: Cursor): readonly Offer[] {
  const words = ["all", "succeeded", "settled"].map((word): Offer => {
    return { label: word, kind: "keyword", insertText: `${word} `, likelihood: "keyword", then: "completions" };
  });
  if (wanted === undefined || wanted.place === "after") return words;
  const isList = membersOf(wanted.type).some(({ kind }) => kind === "list");
  const fitting = [...checked.checker.module.tasks].flatMap(([name, task]): readonly Offer[] => {
    const gathered = listOf(task.result);
    if (!isList || wanted.place !== "argument" || !isAssignable(gathered, wanted.type)) return [];
    const detail = typeText(gathered);
    return ["all", "succeeded"].map((word) => ({
      label: `${word} ${name}`,
      kind: "snippet",
      detail,
      likelihood: word === "all" ? "best" : "good",
    }));
  });
  return [...fitting, ...words];
}

/** Built-in functions, and those that are imported from TypeScript. */
export function functionOffers({ checked, environment, hasArguments }: Cursor): readonly Offer[] {
  const { imports, tasks } = checked.checker.module;
  const own = [...imports.values()].flatMap((symbol): readonly Offer[] => {
    if (symbol.origin === "adg") return [];
    const { name, signature } = symbol;
    const detail = signature === undefined ? undefined : signatureText(functionSignature(name, signature));
    const takes = signature === undefined || signature.parameters.length > 0 || signature.rest !== undefined;
    return [
      { label: name, kind: "function", detail, likelihood: "good", ...(hasArguments ? {} : callOf(name, takes)) },
    ];
  });
  const isHidden = (name: string): boolean =>
    environment.scope.find(name) !== undefined || imports.has(name) || tasks.has(name);
  const builtin = [...builtinFunctions.keys()]
    .filter((name) => !isHidden(name))
    .map((name): Offer => {
      const signature = builtinSignature(name);
      return {
        label: name,
        kind: "function",
        detail: signature === undefined ? undefined : signatureText(signature),
        documentation: signature?.doc,
        likelihood: "fair",
        ...(hasArguments ? {} : callOf(name, true)),
      };
    });
  return [...own, ...builtin];
}
