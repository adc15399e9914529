/** Concrete to abstract trees: expressions. Which operator binds tighter is decided here. */
import type { CstNode, IToken } from "chevrotain";
import type {
  Argument,
  BinaryOperator,
  Call,
  Expression,
  Name,
  RecordField,
  Span,
  TextLiteral,
  TextPart,
} from "./ast.ts";
import { findName, findNode, findToken, nameOf, nodeOf, nodesOf, spanOf, spanTo, tokenOf, tokensOf } from "./cst.ts";
import { literalOf } from "./literal.ts";
import { cookEscapes, cookString, cookTextBlock } from "./text-literal.ts";
import * as t from "./tokens.ts";

/** The expression of an `expression` node. */
export function buildExpression(node: CstNode): Expression {
  const conditional = findNode(node, "conditional");
  if (conditional !== undefined) return buildConditional(conditional);
  return buildOperation(nodesOf(node, "operand"), tokensOf(node, "BinaryOperator"));
}

/** The expression of the first node of that name, if there is one. */
export function findExpression(parent: CstNode, name: string): Expression | undefined {
  const node = findNode(parent, name);
  return node && buildExpression(node);
}

/** The call of a node with a `Name`, `arguments` and maybe `suffixes`. */
export function buildCall(node: CstNode): Call {
  const callee = buildName(tokenOf(node, "Name"));
  const args = nodeOf(node, "arguments");
  const suffixes = findNode(node, "suffixes");
  return call(callee, args, suffixes, spanTo(callee.span, spanOf(suffixes ?? args)));
}

/** The gather of a `gather` node. */
export function buildGather(node: CstNode): Expression {
  const mode = tokenOf(node, "mode").tokenType;
  return {
    kind: "gather",
    mode: mode === t.All ? "all" : mode === t.Succeeded ? "succeeded" : "settled",
    task: nameOf(tokenOf(node, "Name")),
    under: buildUnder(node),
    span: spanOf(node),
  };
}

/** The name after `under` in a node that may have one. */
export function buildUnder(parent: CstNode): Name | undefined {
  const under = findNode(parent, "under");
  return under && nameOf(tokenOf(under, "Name"));
}

export function buildName(token: IToken): Expression {
  const name = nameOf(token);
  return { kind: "name", name, span: name.span };
}

/** The names of a `loopNames` node. */
export function buildLoopNames(node: CstNode): { readonly index: Name | undefined; readonly name: Name } {
  const [first, second] = tokensOf(node, "Name");
  if (first === undefined) return { index: undefined, name: nameOf(tokenOf(node, "Name")) };
  return second === undefined
    ? { index: undefined, name: nameOf(first) }
    : { index: nameOf(first), name: nameOf(second) };
}

/** The literal of a `text` node. */
export function buildText(node: CstNode): TextLiteral {
  const text = findToken(node, "Text");
  return text === undefined ? buildInterpolated(nodeOf(node, "interpolated")) : plainText(text);
}

function buildInterpolated(node: CstNode): TextLiteral {
  const span = spanOf(node);
  const triple = tokenOf(node, "TextOpen").image.length === 3;
  const chunks = tokensOf(node, "TextChunk");
  const images = chunks.map((chunk) => chunk.image);
  const values = triple ? cookTextBlock(images) : images.map(cookEscapes);
  const holes = nodesOf(node, "hole");
  const parts: TextPart[] = [];
  chunks.forEach((chunk, index) => {
    const value = values[index] ?? "";
    if (value !== "") parts.push({ kind: "chunk", value, span: spanOf(chunk) });
    const hole = holes[index];
    if (hole !== undefined) {
      parts.push({ kind: "hole", value: buildExpression(nodeOf(hole, "expression")), span: spanOf(hole) });
    }
  });
  return { kind: "text", triple, parts, span };
}

/** The literal of a string without interpolation. */
export function plainText(token: IToken): TextLiteral {
  const span = spanOf(token);
  const triple = token.image.length >= 6 && token.image.startsWith('"""');
  const quotes = triple ? 3 : 1;
  const value = cookString(token.image);
  const chunk: TextPart = { kind: "chunk", value, span: { start: span.start + quotes, end: span.end - quotes } };
  return { kind: "text", triple, parts: value === "" ? [] : [chunk], span };
}

function buildConditional(node: CstNode): Expression {
  const [condition, then, otherwise] = nodesOf(node, "expression").map(buildExpression);
  const none: Expression = { kind: "missing", span: spanOf(node) };
  return {
    kind: "conditional",
    condition: condition ?? none,
    then: then ?? none,
    else: otherwise ?? none,
    span: spanOf(node),
  };
}

/** How tight an operator binds; `not` stands between `and` and `??`, unary `-` above all. */
const binding: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  "??": 4,
  "==": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  in: 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};
const NOT = 3;
const NEGATION = 8;

/** Precedence climbing over operands with the operators between them. */
function buildOperation(operands: readonly CstNode[], operators: readonly IToken[]): Expression {
  let at = 0;
  let prefix = 0;

  function climb(tightness: number): Expression {
    let left = prefixed();
    for (let operator = operators[at]; operator !== undefined; operator = operators[at]) {
      const sign = operatorOf(operator);
      if (binding[sign] < tightness) break;
      at++;
      prefix = 0;
      const right = climb(binding[sign] + 1);
      left = { kind: "binary", operator: sign, left, right, span: spanTo(left.span, right.span) };
    }
    return left;
  }

  function prefixed(): Expression {
    const operand = operands[at];
    if (operand === undefined) throw new Error("an operator lacks its operand");
    const sign = prefixesOf(operand)[prefix];
    if (sign === undefined) return buildOperand(operand);
    prefix++;
    const operator = sign.tokenType === t.Not ? "not" : "-";
    const value = climb(operator === "not" ? NOT : NEGATION);
    return { kind: "unary", operator, operand: value, span: spanTo(spanOf(sign), value.span) };
  }

  return climb(0);
}

function operatorOf(token: IToken): BinaryOperator {
  if (!isBinaryOperator(token.image)) throw new Error(`${token.image} is no operator`);
  return token.image;
}

function isBinaryOperator(image: string): image is BinaryOperator {
  return Object.hasOwn(binding, image);
}

/** The `-` and `not` before an operand, in their order. */
function prefixesOf(operand: CstNode): readonly IToken[] {
  const signs = tokensOf(operand, "-");
  const nots = tokensOf(operand, "Not");
  if (nots.length === 0) return signs;
  return [...signs, ...nots].sort((a, b) => a.startOffset - b.startOffset);
}

/** An operand without the operators before it. */
function buildOperand(node: CstNode): Expression {
  let object = buildPrimary(node);
  const inner = findToken(node, "(");
  const start = inner === undefined ? object.span : spanOf(inner);
  for (const postfix of nodesOf(node, "postfix")) object = buildPostfix(object, postfix, start);
  return object;
}

function buildPostfix(object: Expression, node: CstNode, start: Span): Expression {
  const span = spanTo(start, spanOf(node));
  const member = findToken(node, "Word");
  if (member !== undefined) return { kind: "member", object, member: nameOf(member), span };
  const index = findExpression(node, "expression");
  if (index !== undefined) return { kind: "index", object, index, span };
  return call(object, nodeOf(node, "arguments"), undefined, span);
}

function buildPrimary(node: CstNode): Expression {
  const name = findToken(node, "Name");
  if (name !== undefined) return findNode(node, "arguments") ? buildCall(node) : buildName(name);
  const literal = findToken(node, "Literal");
  if (literal !== undefined) return literal.tokenType === t.Text ? plainText(literal) : literalOf(literal);
  const text = findNode(node, "interpolated");
  if (text !== undefined) return buildInterpolated(text);
  const gather = findNode(node, "gather");
  if (gather !== undefined) return buildGather(gather);
  const list = findNode(node, "list");
  if (list !== undefined) return buildList(list);
  const record = findNode(node, "record");
  if (record !== undefined) {
    return { kind: "record", fields: nodesOf(record, "field").map(buildField), span: spanOf(record) };
  }
  return buildExpression(nodeOf(node, "expression"));
}

function buildList(node: CstNode): Expression {
  const span = spanOf(node);
  const elements = nodesOf(node, "expression").map(buildExpression);
  const comprehension = findNode(node, "comprehension");
  const [element] = elements;
  if (comprehension === undefined || element === undefined) return { kind: "list", elements, span };
  return {
    kind: "comprehension",
    element,
    ...buildLoopNames(nodeOf(comprehension, "loopNames")),
    in: buildExpression(nodeOf(comprehension, "in")),
    if: findExpression(comprehension, "if"),
    span,
  };
}

function buildField(node: CstNode): RecordField {
  const name = findName(node, "Word") ?? nameOf(tokenOf(node, "Name"));
  const value = findExpression(node, "expression") ?? { kind: "name", name, span: name.span };
  return { name, value, span: spanOf(node) };
}

function call(callee: Expression, args: CstNode, suffixes: CstNode | undefined, span: Span): Call {
  return {
    kind: "call",
    callee,
    arguments: nodesOf(args, "argument").map(buildArgument),
    close: spanOf(tokenOf(args, ")")),
    key: suffixes && findExpression(suffixes, "key"),
    after: suffixes && findExpression(suffixes, "after"),
    priority: suffixes && findExpression(suffixes, "priority"),
    span,
  };
}

function buildArgument(node: CstNode): Argument {
  return { name: findName(node, "Word"), value: buildExpression(nodeOf(node, "expression")), span: spanOf(node) };
}
