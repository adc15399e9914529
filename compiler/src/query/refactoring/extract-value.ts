/** A value gets a name: `let` before the statement that it stands in. */
import type * as ast from "../../ast.ts";
import { lex } from "../../lexer.ts";
import type { Located } from "../path-at.ts";
import {
  edit,
  freshName,
  indentAt,
  isBody,
  isFirstInLine,
  type Refactoring,
  type Selected,
  textOf,
} from "./refactoring.ts";

export function extractValue(selected: Selected): readonly Refactoring[] {
  const { path, span } = selected;
  const place = path.findIndex((part) => isValue(part) && part.span.start === span.start && part.span.end === span.end);
  const expression = path[place] as ast.Expression | undefined;
  const body = path.findLastIndex((part, at) => at < place && isBody(part));
  const statement = path[body + 1] as ast.Statement | undefined;
  if (expression === undefined || statement === undefined || !canStandAlone(path, place, body)) return [];
  // What goes on below may be less deep than its own line; and brackets around a part are no part of it.
  if (/[\r\n]/.test(textOf(selected, expression)) || !isBalanced(textOf(selected, expression))) return [];
  const name = freshName(selected, wantedName(expression));
  const line = `let ${name} = ${textOf(selected, expression)}`;
  const before = lineBefore(selected, path.slice(0, body + 2), line);
  if (before === undefined) return [];
  const title = `Extract "let ${name}"`;
  return [{ title, kind: "extract", edits: [before, edit(selected, span.start, span.end, name)] }];
}

const kinds: ReadonlySet<string | undefined> = new Set([
  ...["text", "number", "boolean", "member", "index", "call", "list", "comprehension", "record", "conditional"],
  ...["unary", "binary", "gather"],
]);

function isValue(part: Located): part is ast.Expression & Located {
  // Conditions and types have kinds of the same names, but other parts.
  return kinds.has(part.kind) && !("subject" in part) && !("type" in part);
}

/** Whether the value is the same, and is computed as often, before the statement. */
function canStandAlone(path: readonly Located[], place: number, body: number): boolean {
  const expression = path[place];
  const parent = path[place - 1] as ast.Expression | ast.Statement | ast.RecordField | undefined;
  if (expression === undefined || parent === undefined || body < 0 || place <= body + 1) return false;
  // `{ b }` names the field by its value.
  if (!("kind" in parent) && parent.span.start === expression.span.start && path[place - 2]?.kind === "record")
    return false;
  if ("kind" in parent) {
    if (parent.kind === "let" && parent.value === expression) return false;
    if (parent.kind === "add" || (parent.kind === "call" && parent.callee === expression)) return false;
    // Which part is read tells from which nodes it comes.
    if (parent.kind === "index" && parent.index === expression) return false;
    // Of `x.args` not all may be known.
    if (parent.kind === "member" && expression.kind === "member") {
      if ((expression as ast.Expression & { readonly kind: "member" }).member.text === "args") return false;
    }
  }
  const gather = expression as ast.Expression;
  if (gather.kind === "gather" && gather.mode !== "all") return false;
  const passed = path.slice(body + 1, place).map((part, at) => passage(part, path[body + 2 + at]));
  return passed.every((way) => way === "free" || (way === "condition" && tellsNothing(gather)));
}

/** How a value gets out of a part of a statement: not where the part decides or binds something for it. */
function passage(part: Located, inner: Located | undefined): "free" | "condition" | "closed" {
  const node = part as ast.Statement | ast.Expression | ast.Rule;
  const when = (is: boolean, way: "free" | "condition"): "free" | "condition" | "closed" => (is ? way : "closed");
  switch (node.kind) {
    case "comprehension":
      return when(node.in === inner, "free");
    case "conditional":
      return when(node.condition === inner, "condition");
    case "binary":
      if (node.operator === "and" || node.operator === "or") return when(node.left === inner, "condition");
      return when(node.left === inner || node.operator !== "??", "free");
    case "if":
      return when(node.branches[0] === inner, "condition");
    case "rule":
      return "closed";
    default:
      return "free";
  }
}

/** Whether a value in a condition is none of those by which the condition narrows something. */
function tellsNothing(expression: ast.Expression): boolean {
  if (expression.kind === "binary") return ["+", "-", "*", "/", "%"].includes(expression.operator);
  return ["call", "list", "comprehension", "text", "number"].includes(expression.kind);
}

function isBalanced(text: string): boolean {
  let depth = 0;
  return (
    lex("", text).tokens.every(({ image }) => {
      if (["(", "[", "{", "#{"].includes(image)) depth++;
      else if ([")", "]", "}"].includes(image)) depth--;
      return depth >= 0;
    }) && depth === 0
  );
}

/** A line before a statement: on a line of its own, or, where it stands behind the head of its block, in a block that begins there. */
function lineBefore(selected: Selected, path: readonly Located[], line: string): ReturnType<typeof edit> | undefined {
  const { text } = selected;
  const [statement, body, head] = path.toReversed();
  if (statement === undefined || body === undefined || head === undefined) return undefined;
  const { start } = statement.span;
  const indent = indentAt(text, start);
  if (isFirstInLine(text, start)) return edit(selected, start, start, `${line}\n${indent}`);
  const isHead = head.kind === "start" || head.kind === "rule" || head.kind === "for";
  if (
    !isHead ||
    !isFirstInLine(text, head.span.start) ||
    /[\r\n]/.test(text.slice(head.span.start, statement.span.end))
  )
    return undefined;
  const colon = text.lastIndexOf(":", start) + 1;
  return edit(selected, colon, start, `\n${indent}  ${line}\n${indent}  `);
}

function wantedName(expression: ast.Expression): string {
  switch (expression.kind) {
    case "member":
      return expression.member.text;
    case "call":
      return expression.callee.kind === "name"
        ? `new_${expression.callee.name.text}`.replace(/^new_(?=new_)/, "")
        : "value";
    case "gather":
      return `all_${expression.task.text}`;
    case "text":
      return "text";
    case "list":
    case "comprehension":
      return "list";
    default:
      return "value";
  }
}
