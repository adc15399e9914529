/** What a broken line still tells: the name that it declares. */
import type { IToken } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import type { Declaration, Expression, ImportedName, Name, Span, Statement, TypeNode } from "./ast.ts";
import { nameOf, spanOf, spanTo } from "./cst.ts";
import * as t from "./tokens.ts";

/** The declaration that a broken line begins, if its name can be read. `tokens` are those of the line. */
export function salvageDeclaration(tokens: readonly IToken[], doc: string | undefined): Declaration | undefined {
  const [head] = tokens;
  if (head === undefined) return undefined;
  const span = wholeSpan(tokens);
  const type: TypeNode = { kind: "missing", span: { start: span.end, end: span.end } };
  const name = nameAfter(tokens);
  switch (head.tokenType) {
    case t.Import: {
      const typeOnly = tokens[1]?.tokenType === t.Type;
      return { kind: "import", typeOnly, names: importedNames(tokens), from: undefined, span };
    }
    case t.Input: {
      return name && { kind: "input", name, type, default: undefined, doc, span };
    }
    case t.Output: {
      const named = tokens[2]?.tokenType === t.Colon || tokens[2]?.tokenType === t.Equals;
      const value: Expression = { kind: "missing", span: type.span };
      return { kind: "output", name: named ? name : undefined, type: named ? type : undefined, value, doc, span };
    }
    case t.Type: {
      return name && { kind: "type", name, type, doc, span };
    }
    case t.Task: {
      const unknown = { parameters: undefined, result: undefined, pure: undefined, from: undefined };
      return name && { kind: "task", name, ...unknown, spawns: [], attributes: [], broken: true, doc, span };
    }
    case t.Edge: {
      return { kind: "edge", groups: [], broken: true, span };
    }
    case t.Workflow: {
      return (
        name && { kind: "workflow", name, parameters: [], result: undefined, members: [], broken: true, doc, span }
      );
    }
    default: {
      return undefined;
    }
  }
}

/** The statement that a broken line begins: a `let` whose name can be read. */
export function salvageStatement(tokens: readonly IToken[]): Statement | undefined {
  if (tokens[0]?.tokenType !== t.Let) return undefined;
  const name = nameAfter(tokens);
  const span = wholeSpan(tokens);
  return name && { kind: "let", name, value: { kind: "missing", span: { start: span.end, end: span.end } }, span };
}

function nameAfter(tokens: readonly IToken[]): Name | undefined {
  const token = tokens[1];
  return token !== undefined && tokenMatcher(token, t.Name) ? nameOf(token) : undefined;
}

/** Every name between the braces that can be told: of `a as b` both, for which of them is meant cannot always be seen. */
function importedNames(tokens: readonly IToken[]): ImportedName[] {
  const names: ImportedName[] = [];
  const open = tokens.findIndex((token) => token.tokenType === t.LeftBrace);
  for (const token of open < 0 ? [] : tokens.slice(open + 1)) {
    if (token.tokenType === t.RightBrace || token.tokenType === t.From) break;
    if (!tokenMatcher(token, t.Name) || token.tokenType === t.As) continue;
    names.push({ name: nameOf(token), as: undefined, span: spanOf(token) });
  }
  return names;
}

function wholeSpan(tokens: readonly IToken[]): Span {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return { start: 0, end: 0 };
  return spanTo(spanOf(first), spanOf(last));
}
