/** What can be read of the value before the dot. */
import type * as ast from "../../ast.ts";
import { memberNames, memberOf, methodOf } from "../../builtins.ts";
import { type Checker, nameOf } from "../../check/checker.ts";
import { membersOf, outcomeOf, primitive, recordOf, unite } from "../../type-shape.ts";
import { typeText } from "../../type-text.ts";
import type { Type } from "../../types.ts";
import { methodSignature } from "../builtin-signatures.ts";
import { signatureText } from "../signature.ts";
import type { Offer } from "./completion.ts";

type Node = Type & { readonly kind: "node" };

export function memberOffers(
  { object }: ast.Expression & { readonly kind: "member" },
  checker: Checker,
): readonly Offer[] {
  const type = checker.types.get(object);
  const kinds = type === undefined ? [] : membersOf(type).filter(({ kind }) => kind !== "null");
  const [first, ...others] = kinds;
  if (first === undefined) return [];
  const hasAll = (name: string): boolean => others.every((kind) => memberNames(kind).includes(name));
  return memberNames(first)
    .filter(hasAll)
    .map((name) => offerOf(name, kinds, checker));
}

function offerOf(name: string, kinds: readonly Type[], checker: Checker): Offer {
  const [first] = kinds;
  if (first?.kind === "node") return nodeOffer(name, kinds, checker);
  if (first !== undefined && methodOf(first, name) !== undefined) return methodOffer(name, first);
  const type = unite(kinds.flatMap((kind) => memberOf(kind, name) ?? []));
  return {
    label: name,
    kind: first?.kind === "record" ? "field" : "member",
    detail: typeText(type),
    likelihood: "best",
  };
}

function methodOffer(name: string, { kind }: Type): Offer {
  const signature = methodSignature(kind === "list" || kind === "tuple" ? "list" : "string", name);
  const takes = (signature?.parameters.length ?? 0) > 0;
  return {
    label: name,
    kind: "method",
    detail: signature === undefined ? undefined : signatureText(signature),
    documentation: signature?.doc,
    insertText: takes ? `${name}($1)` : `${name}()`,
    ...(takes ? { format: "snippet", then: "signature" } : {}),
    likelihood: "good",
  };
}

/** What can be read of a node depends on what the rule has seen of it; the rest is shown with the reason why it cannot. */
function nodeOffer(name: string, kinds: readonly Type[], checker: Checker): Offer {
  const nodes = kinds.filter((kind): kind is Node => kind.kind === "node");
  const unknown = nodes.find((node) => readOf(node, name) === undefined);
  if (unknown !== undefined)
    return {
      label: name,
      kind: "member",
      detail: whyUnknown(unknown, nameOf(checker, unknown.task)),
      likelihood: "unlikely",
    };
  const detail = typeText(unite(nodes.flatMap((node) => readOf(node, name) ?? [])));
  return { label: name, kind: "member", detail, likelihood: name === "key" ? "good" : "best" };
}

/** The type of a member of a node; `undefined` where the rule does not know it. */
export function readOf({ task, known }: Node, name: string): Type | undefined {
  switch (name) {
    case "key":
      return primitive("json");
    case "args":
      return recordOf(task.parameters.map(({ name: field, type }) => ({ name: field, type, optional: false })));
    case "result":
      return known === "done" ? task.result : undefined;
    case "error":
      return known === "failed" ? primitive("string") : undefined;
    default:
      return known === "settled" ? outcomeOf(task.result) : undefined;
  }
}

function whyUnknown({ known }: Node, task: string): string {
  return known === "made"
    ? `not known here: this ${task} node has not run yet`
    : `not known here: the ${task} node was seen ${known}`;
}
