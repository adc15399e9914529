/** What a name, or a string, at the cursor would be. */
import type * as ast from "../ast.ts";
import type { CursorTree } from "./cursor-tree.ts";
import type { Located } from "./path-at.ts";

export type CursorRole =
  /** A name that it gives to something. */
  | { readonly kind: "declares" }
  | { readonly kind: "edge"; readonly edge: ast.Edge }
  /** What a condition speaks of. */
  | { readonly kind: "subject"; readonly condition: ast.Condition }
  /** What a gather or output gathers, or what a task spawns. */
  | { readonly kind: "gathered" }
  | { readonly kind: "output" }
  | { readonly kind: "under" }
  | { readonly kind: "type" }
  | { readonly kind: "statement" }
  | { readonly kind: "value"; readonly expression: ast.Expression; readonly argumentOf: ast.Call | undefined }
  | { readonly kind: "callee" }
  | { readonly kind: "argument-name"; readonly call: ast.Call }
  | { readonly kind: "field"; readonly record: ast.Expression & { readonly kind: "record" } }
  | { readonly kind: "member"; readonly of: ast.Expression & { readonly kind: "member" } }
  | { readonly kind: "imported"; readonly from: ast.TextLiteral | undefined; readonly typeOnly: boolean }
  | { readonly kind: "exported"; readonly from: ast.TextLiteral }
  | { readonly kind: "executor" }
  | { readonly kind: "path"; readonly of: "task" | "import" }
  | { readonly kind: "text"; readonly text: ast.TextLiteral }
  | { readonly kind: "nothing" };

export function cursorRole({ path }: CursorTree): CursorRole {
  const [name, parent, around] = path.toReversed();
  if (name === undefined || parent === undefined) return { kind: "nothing" };
  if ("kind" in name && name.kind === "text") return textRole(name as ast.TextLiteral, parent);
  const node = parent as
    ast.Declaration | ast.Condition | ast.Attribute | ast.Statement | ast.Expression | ast.TypeNode;
  if (!("kind" in node)) return partRole(name, parent, around);
  switch (node.kind) {
    case "edge":
      return { kind: "edge", edge: node };
    case "task":
      if (node.from?.as === name) return { kind: "exported", from: node.from.path };
      return node.name === name ? { kind: "declares" } : { kind: "gathered" };
    case "event":
    case "all":
    case "at-least":
    case "every":
      if (node.subject === name) return { kind: "subject", condition: node };
      return "under" in node && node.under === name ? { kind: "under" } : { kind: "declares" };
    case "no-more":
      return node.task === name ? { kind: "subject", condition: node } : { kind: "under" };
    case "gather":
      return node.task === name ? { kind: "gathered" } : { kind: "under" };
    case "named":
      return { kind: "type" };
    case "member":
      return { kind: "member", of: node };
    case "on":
      return { kind: "executor" };
    case "name":
      return nameRole(node, path.slice(0, -2));
    default:
      return { kind: "declares" };
  }
}

function textRole(text: ast.TextLiteral, parent: Located): CursorRole {
  if (parent.kind === "import") return { kind: "path", of: "import" };
  const { from } = parent as Partial<ast.Task>;
  if (parent.kind === "task" && from?.path === text) return { kind: "path", of: "task" };
  return { kind: "text", text };
}

/** The name of an argument, a field or an imported name: parts that have no kind. */
function partRole(name: Located, part: Located, around: Located | undefined): CursorRole {
  if (around?.kind === "call") return { kind: "argument-name", call: around as ast.Call };
  if (around?.kind === "record" && "value" in part)
    return { kind: "field", record: around as ast.Expression & { readonly kind: "record" } };
  if (around?.kind !== "import" || (part as ast.ImportedName).name !== name) return { kind: "declares" };
  const { from, typeOnly } = around as ast.Import;
  return { kind: "imported", from, typeOnly };
}

function nameRole(expression: ast.Expression & { readonly kind: "name" }, around: readonly Located[]): CursorRole {
  const [parent, above] = around.toReversed();
  if (parent?.kind === "output") return { kind: "output" };
  const call = parent as ast.Call | undefined;
  if (call?.kind === "call" && call.callee === expression)
    return above?.kind === "add" && call.arguments.length === 0 ? { kind: "statement" } : { kind: "callee" };
  const isArgument =
    parent?.kind === undefined && above?.kind === "call" && (parent as ast.Argument).name === undefined;
  return { kind: "value", expression, argumentOf: isArgument ? (above as ast.Call) : undefined };
}
