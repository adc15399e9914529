/** Concrete to abstract trees: types. */
import type { CstNode } from "chevrotain";
import type { TypeField, TypeNode } from "./ast.ts";
import { choiceOf, findNode, findToken, isNode, nameOf, nodeOf, nodesOf, spanOf, spanTo, tokenOf } from "./cst.ts";
import { numberOf } from "./literal.ts";
import { cookString } from "./text-literal.ts";

/** The type of a `type` node. */
export function buildType(node: CstNode): TypeNode {
  const members = nodesOf(node, "typeOperand").map(operand);
  const [first] = members;
  return first !== undefined && members.length === 1 ? first : { kind: "union", members, span: spanOf(node) };
}

function operand(node: CstNode): TypeNode {
  const start = spanOf(node);
  let type = core(node);
  for (const suffix of nodesOf(node, "typeSuffix")) {
    const span = spanTo(start, spanOf(suffix));
    type = findToken(suffix, "?") ? { kind: "optional", type, span } : { kind: "list", element: type, span };
  }
  return type;
}

function core(node: CstNode): TypeNode {
  const inner = findNode(node, "type");
  if (inner !== undefined) return buildType(inner);
  const choice = choiceOf(node);
  if (!isNode(choice)) return { kind: "missing", span: spanOf(node) };
  const span = spanOf(choice);
  switch (choice.name) {
    case "namedType": {
      return { kind: "named", name: nameOf(tokenOf(choice, "Name")), arguments: types(choice), span };
    }
    case "recordType": {
      return { kind: "record", fields: nodesOf(choice, "typeField").map(field), span };
    }
    case "tupleType": {
      return { kind: "tuple", elements: types(choice), span };
    }
    default: {
      return { kind: "literal", value: literal(choice), span };
    }
  }
}

function types(node: CstNode): TypeNode[] {
  return nodesOf(node, "type").map(buildType);
}

function field(node: CstNode): TypeField {
  return {
    name: nameOf(tokenOf(node, "Word")),
    optional: findToken(node, "?") !== undefined,
    type: buildType(nodeOf(node, "type")),
    span: spanOf(node),
  };
}

function literal(node: CstNode): string | number | boolean | null {
  const text = findToken(node, "Text");
  if (text !== undefined) return cookString(text.image);
  const number = findToken(node, "Number");
  if (number !== undefined) return findToken(node, "-") ? -numberOf(number.image) : numberOf(number.image);
  if (findToken(node, "Null")) return null;
  return findToken(node, "True") !== undefined;
}
