import type * as ast from "../ast.ts";
import { ruleText } from "../proofs/rule-text.ts";
import { nestedRules } from "../emit/number-rules.ts";
import { sourceOf } from "./task-text.ts";

export type SymbolKind =
  "input" | "output" | "type" | "field" | "task" | "workflow" | "parameter" | "edge" | "start" | "rule";

/** A declaration in the outline of a file. */
export interface DocumentSymbol {
  readonly kind: SymbolKind;
  /** Never empty. */
  readonly name: string;
  /** What is shown beside the name: a type, a signature. */
  readonly detail: string;
  readonly span: ast.Span;
  /** The name, or what stands for one; within `span`. */
  readonly selection: ast.Span;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a file in the order of its text. */
export function documentSymbolsOf({ declarations }: ast.Module, text: string): readonly DocumentSymbol[] {
  return declarations.flatMap((declaration) => symbolsOf(declaration, text));
}

function symbolsOf(declaration: ast.Declaration, text: string): readonly DocumentSymbol[] {
  switch (declaration.kind) {
    case "import":
      return [];
    case "input":
      return [named("input", declaration, typed(declaration.type, text))];
    case "type": {
      const { type } = declaration;
      return [named("type", declaration, typed(type, text), fieldsOf(type, text))];
    }
    case "task":
      return [named("task", declaration, signature(declaration, text), parametersOf(declaration, text))];
    case "edge": {
      const { span, groups } = declaration;
      const name = groups.map((group) => group.map((each) => each.text).join(", ")).join(" -> ");
      return name === "" ? [] : [{ kind: "edge", name, detail: "", span, selection: span, children: [] }];
    }
    case "workflow": {
      const members = declaration.members.map((member) => memberSymbol(member, text));
      return [
        named("workflow", declaration, signature(declaration, text), [...parametersOf(declaration, text), ...members]),
      ];
    }
    default:
      return [memberSymbol(declaration, text)];
  }
}

function memberSymbol(member: ast.Start | ast.Rule | ast.Output, text: string): DocumentSymbol {
  const { span, kind } = member;
  if (kind === "rule") return ruleSymbol(member, text);
  if (kind === "start") {
    const children = nestedRules(member.body).map((rule) => ruleSymbol(rule, text));
    return { kind, name: "start", detail: "", span, selection: member.head, children };
  }
  const { name, type, value } = member;
  const detail = type === undefined ? "" : typed(type, text);
  if (name !== undefined) return { kind, name: name.text, detail, span, selection: name.span, children: [] };
  return { kind, name: sourceOf(value, text) || "output", detail, span, selection: value.span, children: [] };
}

function ruleSymbol(rule: ast.Rule, text: string): DocumentSymbol {
  const { name, head, span } = rule;
  const written = ruleText(rule, text);
  return {
    kind: "rule",
    name: name?.text ?? written,
    detail: name === undefined ? "" : written,
    span,
    selection: name?.span ?? head,
    children: nestedRules(rule.body).map((nested) => ruleSymbol(nested, text)),
  };
}

function named(
  kind: SymbolKind,
  { name, span }: ast.Located & { readonly name: ast.Name },
  detail: string,
  children: readonly DocumentSymbol[] = [],
): DocumentSymbol {
  return { kind, name: name.text, detail, span, selection: name.span, children };
}

function fieldsOf(type: ast.TypeNode, text: string): readonly DocumentSymbol[] {
  return type.kind === "record" ? type.fields.map((field) => named("field", field, typed(field.type, text))) : [];
}

function parametersOf({ parameters }: ast.Task | ast.Workflow, text: string): readonly DocumentSymbol[] {
  return (parameters ?? []).map((parameter) => named("parameter", parameter, typed(parameter.type, text)));
}

function signature({ parameters, result }: ast.Task | ast.Workflow, text: string): string {
  const listed = parameters === undefined ? "" : `(${parameters.map((each) => sourceOf(each, text)).join(", ")})`;
  return result === undefined ? listed : `${listed} -> ${sourceOf(result, text)}`;
}

function typed(type: ast.TypeNode, text: string): string {
  return sourceOf(type, text);
}
