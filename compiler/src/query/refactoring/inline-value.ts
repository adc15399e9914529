/** The value of a `let` in the places of its name. */
import type * as ast from "../../ast.ts";
import type { Edit } from "../../diagnostic.ts";
import { namesUsed, everyPart as everyExpression } from "../../emit/walk.ts";
import { removeLines } from "../../fixes/remove.ts";
import type { Symbol } from "../../program.ts";
import { typeKey, unknownType } from "../../type-shape.ts";
import { everyPart, type Located } from "../path-at.ts";
import { edit, isBody, isFirstInLine, type Refactoring, type Selected, textOf } from "./refactoring.ts";

type Let = ast.Statement & { readonly kind: "let" };

/** Where a name stands for a value, and the parts around it, the outermost first. */
interface Use {
  readonly name: ast.Name;
  readonly around: readonly Located[];
}

export function inlineValue(selected: Selected): readonly Refactoring[] {
  const { module, text } = selected;
  const found = findLet(selected);
  if (found === undefined) return [];
  const { statement, body, symbol } = found;
  const later = body.statements.slice(body.statements.indexOf(statement) + 1);
  const uses = later.flatMap((each) => [...usesIn(each, symbol, selected)]);
  const isWhole = isFirstInLine(text, statement.span.start) && !/[\r\n]/.test(textOf(selected, statement));
  if (uses.length === 0 || !isWhole || !uses.every((use) => canReplace(use, statement, selected))) return [];
  if (isShadowed(statement.value, later, selected) || !keepsAdds(statement.value, uses, later, selected)) return [];
  const removed = removeLines({ file: module.file.file, text }, [statement.span]);
  const edits = [...removed, ...uses.map((use) => replacement(use, statement.value, selected))];
  return [{ title: `Inline "${statement.name.text}"`, kind: "inline", edits }];
}

/** The `let` that the selected name is declared by, or that is selected itself. */
function findLet({ path, module }: Selected): { statement: Let; body: ast.Body; symbol: Symbol } | undefined {
  const name = path.at(-1) as ast.Name | undefined;
  const symbol = name === undefined ? undefined : module.checker.symbols.get(name);
  if (symbol?.kind !== "local" || !("kind" in symbol.declaration) || symbol.declaration.kind !== "let")
    return undefined;
  const statement = symbol.declaration;
  for (const part of everyPart(module.file.module))
    if (isBody(part) && part.statements.includes(statement)) return { statement, body: part, symbol };
  return undefined;
}

function* usesIn(tree: Located, symbol: Symbol, selected: Selected, around: readonly Located[] = []): Generator<Use> {
  const { symbols } = selected.module.checker;
  // `{ b }` has its name twice: as that of the field, and as that of the value.
  const isField = tree.kind === undefined && "value" in tree;
  for (const part of (isField ? [tree.value] : Object.values(tree).flat()) as unknown[]) {
    if (typeof part !== "object" || part === null) continue;
    if ("span" in part && symbols.get(part as ast.Name) === symbol)
      yield { name: part as ast.Name, around: [...around, tree] };
    else yield* usesIn(part as Located, symbol, selected, [...around, tree]);
  }
}

/** Whether a value can stand where the name stands, and is known there as well as the name is. */
function canReplace({ around }: Use, { value }: Let, { module }: Selected): boolean {
  const expression = around.at(-1) as ast.Expression;
  if (expression.kind !== "name") return false;
  const { types } = module.checker;
  const [used, own] = [types.get(expression), types.get(value)].map((type) => typeKey(type ?? unknownType));
  // What a condition found out about the name is known of members and elements, too, but of nothing that is computed.
  const isPath = value.kind === "name" || value.kind === "member" || value.kind === "index";
  if (used !== own && !isPath) return false;
  // Which part is read tells from which nodes it comes: of a name, the whole of it was noted.
  const parent = around.at(-2) as ast.Expression | undefined;
  return value.kind !== "record" || parent === undefined || !("kind" in parent) || parent.kind !== "member";
}

/** Whether a name in the value means something else where it would come to stand. */
function isShadowed(value: ast.Expression, later: readonly ast.Statement[], { module }: Selected): boolean {
  const names = new Set([...namesUsed(value)].map(({ text }) => text));
  const { declarations } = module.checker;
  const declared = new Set(declarations.values());
  return later.some((statement) =>
    [...everyPart(statement)].some((part) => declared.has(part as ast.Name) && names.has((part as ast.Name).text)),
  );
}

/** A value that adds nodes is computed once, and at once: so it may only move into the statement right below. */
function keepsAdds(
  value: ast.Expression,
  uses: readonly Use[],
  later: readonly ast.Statement[],
  { module }: Selected,
): boolean {
  const adds = [...everyExpression(value)].some((part) => part.kind === "call" && module.checker.adds.has(part));
  if (!adds) return true;
  const [use, ...others] = uses;
  const [next] = later;
  if (use === undefined || others.length > 0 || next?.kind !== "add" || use.around[0] !== next) return false;
  return use.around.every((part) => !["comprehension", "conditional", "binary"].includes(part.kind ?? ""));
}

function replacement({ name, around }: Use, value: ast.Expression, selected: Selected): Edit {
  const parent = around.at(-2) as ast.Expression | ast.RecordField | undefined;
  const isSimple = ["name", "member", "index", "call", "list", "record", "text", "number", "boolean", "null"].includes(
    value.kind,
  );
  const hasOption =
    value.kind === "call" && [value.key, value.after, value.priority].some((option) => option !== undefined);
  // A value between brackets or commas of its own needs no others.
  const isApart = parent !== undefined && !("kind" in parent);
  const own = textOf(selected, value);
  const text = (isSimple && !hasOption) || (isApart && !hasOption) ? own : `(${own})`;
  const { start, end } = name.span;
  const isShorthand =
    parent !== undefined && !("kind" in parent) && "value" in parent && parent.name?.span.start === start;
  return edit(selected, start, end, isShorthand ? `${name.text}: ${text}` : text);
}
