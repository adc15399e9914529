import type * as ast from "../ast.ts";
import { memberNames, memberOf, methodOf, nodeMembers } from "../builtins.ts";
import type { Fix } from "../diagnostic.ts";
import { nearest } from "../nearest.ts";
import { renames } from "../fixes/rename.ts";
import { isAssignable } from "../type-relation.ts";
import { elementType, membersOf, primitive, recordOf, outcomeOf, unite, unknownType } from "../type-shape.ts";
import { typeText, widenedText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { type Checker, type Environment, nameOf } from "./checker.ts";
import { reportUnexpected } from "./fits.ts";
import { pathOf } from "./narrow.ts";

type Member = ast.Expression & { readonly kind: "member" };
type Node = Type & { readonly kind: "node" };

/** The type of `object.member`. */
export function checkMember(checker: Checker, expression: Member, environment: Environment): Type {
  return memberType(checker, expression, environment, undefined);
}

/** `next` is the member that is read of this one: of `x.args.p`, only `p` need be known. */
function memberType(checker: Checker, expression: Member, environment: Environment, next: ast.Name | undefined): Type {
  const { member } = expression;
  const type = objectType(checker, expression, environment);
  const members = membersOf(type);
  const found: Type[] = [];
  for (const each of members) {
    const read =
      each.kind === "node" ? nodeMember(checker, each, expression, environment, next) : memberOf(each, member.text);
    if (read !== undefined) found.push(read);
  }
  if (found.length < members.length) {
    reportNoMember(checker, expression, type);
    return unknownType;
  }
  const path = pathOf(checker, expression);
  return (path === undefined ? undefined : environment.scope.fact(path)) ?? unite(found);
}

/** The type of what stands before the dot. */
export function objectType(checker: Checker, { object, member }: Member, environment: Environment): Type {
  if (object.kind !== "member") return checker.type(object, environment);
  const type = memberType(checker, object, environment, member);
  checker.types.set(object, type);
  return type;
}

/** What can be read of a node depends on what the rule has seen of it. */
function nodeMember(
  checker: Checker,
  node: Node,
  expression: Member,
  environment: Environment,
  next: ast.Name | undefined,
): Type | undefined {
  const { member } = expression;
  switch (member.text) {
    case "key":
      return primitive("json");
    case "args":
      if (node.known !== "done" && node.known !== "failed")
        checker.earlyArguments.push({ task: node.task, parameter: next?.text, span: (next ?? member).span });
      if (!node.task.hasSignature) return unknownType;
      return recordOf(node.task.parameters.map(({ name, type }) => ({ name, type, optional: false })));
    case "result":
      if (node.known === "done") return node.task.result;
      return unknownYet(checker, node, member.span, "result", passNode(checker, expression, node, environment));
    case "error":
      return node.known === "failed" ? primitive("string") : unknownYet(checker, node, member.span, "error");
    case "outcome":
      return node.known === "settled" ? outcomeOf(node.task.result) : unknownYet(checker, node, member.span, "outcome");
    default:
      return undefined;
  }
}

function unknownYet(
  checker: Checker,
  node: Node,
  span: ast.Span,
  member: "result" | "error" | "outcome",
  fixes: readonly Fix[] = [],
): Type {
  const problem = { kind: "member", member, task: nameOf(checker, node.task), known: node.known } as const;
  checker.report("ADG3003", span, problem, fixes);
  return unknownType;
}

/** Passes the node instead of its result, which the new node then waits for. */
function passNode(checker: Checker, expression: Member, node: Node, { argument }: Environment): readonly Fix[] {
  if (argument !== expression || (node.known !== "made" && node.known !== "added")) return [];
  const edit = { file: checker.file, span: { start: expression.object.span.end, end: expression.span.end }, text: "" };
  return [{ title: "Pass the node itself", applicability: "safe", edits: [edit] }];
}

/** Says that a value has no such member, or has it only where it is not null. */
export function reportNoMember(checker: Checker, { member }: Member, type: Type): void {
  const members = membersOf(type);
  const others = members.filter((each) => each.kind !== "null");
  const has = (each: Type): boolean =>
    memberOf(each, member.text) !== undefined ||
    methodOf(each, member.text) !== undefined ||
    (each.kind === "node" && nodeMembers.some((name) => name === member.text));
  if (members.every((each) => methodOf(each, member.text) !== undefined)) {
    checker.report("ADG3001", member.span, { kind: "not-a-value", name: member.text, what: "method" });
    return;
  }
  const mayBeNull = others.length > 0 && others.length < members.length && others.every(has);
  const near = mayBeNull ? [] : nearest(member.text, members.flatMap(memberNames));
  const fixes = renames(checker.file, member, near);
  const parameters = { member: member.text, type: typeText(type), nearest: near, mayBeNull };
  checker.report("ADG3004", member.span, parameters, fixes);
}

/** The type of `object[index]`. */
export function checkIndex(
  checker: Checker,
  expression: ast.Expression & { readonly kind: "index" },
  environment: Environment,
): Type {
  const type = checker.type(expression.object, environment);
  const index = checker.type(expression.index, environment);
  const members = membersOf(type);
  const found: Type[] = [];
  for (const member of members) {
    const element = indexed(checker, member, expression.index, index);
    if (element === undefined) return unknownType;
    found.push(element);
  }
  const path = pathOf(checker, expression);
  return (path === undefined ? undefined : environment.scope.fact(path)) ?? unite(found);
}

/** The element of one kind of value; `undefined` where something was reported. */
function indexed(checker: Checker, object: Type, index: ast.Expression, indexType: Type): Type | undefined {
  if (object.kind === "unknown" || object.kind === "never") return object;
  if (object.kind === "json") {
    if (isAssignable(indexType, primitive("int")) || isAssignable(indexType, primitive("string"))) return object;
    reportUnexpected(checker, index, "int or string");
    return undefined;
  }
  if (object.kind !== "list" && object.kind !== "tuple") {
    checker.report("ADG3001", index.span, { kind: "not-indexable", found: widenedText(object) });
    return undefined;
  }
  if (!isAssignable(indexType, primitive("int"))) {
    reportUnexpected(checker, index, "int");
    return undefined;
  }
  if (object.kind === "list" || indexType.kind !== "literal" || typeof indexType.value !== "number")
    return elementType(object);
  const element = object.elements[indexType.value];
  if (element === undefined) {
    const parameters = { member: `[${indexType.value}]`, type: typeText(object), nearest: [], mayBeNull: false };
    checker.report("ADG3004", index.span, parameters);
  }
  return element;
}
