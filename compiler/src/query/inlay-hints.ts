/** What is not written in a range of a file, but known: parameters of arguments, types of names, and the edges that calls create. */
import type { Analysis } from "../analyse.ts";
import type * as ast from "../ast.ts";
import { nameOf } from "../check/checker.ts";
import type { CheckedModule } from "../program-of.ts";
import type { TaskSymbol } from "../program.ts";
import { typeText, widenedText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { type Located, partsOf } from "./path-at.ts";
import { findModule } from "./place.ts";

export interface InlayHint {
  /** `edge`: at the end of a call; the others: `parameter` before a value, `type` behind a name. */
  readonly kind: "parameter" | "type" | "edge";
  readonly offset: number;
  /** `source:`, `: file[]`, `discover → pdf`. */
  readonly label: string;
  /** All of it, where the label says only a part. */
  readonly tooltip: string | undefined;
}

export interface HintKinds {
  readonly parameterNames: boolean;
  readonly types: boolean;
  readonly edges: boolean;
}

/** The hints in a range of a file as it was analysed, in the order of the text. */
export function inlayHintsIn(
  analysis: Analysis,
  file: string,
  range: ast.Span,
  kinds: HintKinds,
): readonly InlayHint[] {
  const module = findModule(analysis, file);
  if (module === undefined) return [];
  const hints: InlayHint[] = [];
  const visit = (part: Located): void => {
    if (part.span.end < range.start || part.span.start > range.end) return;
    hints.push(...hintsOf(part, module, kinds));
    for (const inner of partsOf(part)) visit(inner);
  };
  visit(module.file.module);
  return hints
    .filter(({ offset }) => range.start <= offset && offset <= range.end)
    .toSorted((a, b) => a.offset - b.offset);
}

function hintsOf(
  part: Located,
  module: CheckedModule,
  { parameterNames, types, edges }: HintKinds,
): readonly InlayHint[] {
  const node = part as ast.Call | ast.Statement | ast.Condition | ast.Expression;
  switch (node.kind) {
    case "call":
      return [...(parameterNames ? parameterHints(node, module) : []), ...(edges ? edgeHints(node, module) : [])];
    case "let":
      return types && !isPlain(node.value, module) ? typeHint(node.name, module) : [];
    case "for":
    case "comprehension":
      return types ? typeHint(node.name, module) : [];
    case "event":
    case "all":
    case "at-least":
    case "every":
      return types && node.as !== undefined ? typeHint(node.as, module) : [];
    default:
      return [];
  }
}

/** Whether a value shows its type itself: a literal, or a new node. */
function isPlain(value: ast.Expression, { checker }: CheckedModule): boolean {
  if (value.kind === "call") return checker.adds.has(value);
  return ["text", "number", "boolean", "null", "duration", "size", "missing"].includes(value.kind);
}

/** Positional arguments that do not show what they are for. */
function parameterHints(call: ast.Call, { checker }: CheckedModule): readonly InlayHint[] {
  const symbol = call.callee.kind === "name" ? checker.symbols.get(call.callee.name) : undefined;
  const parameters =
    symbol?.kind === "task"
      ? symbol.parameters
      : symbol?.kind === "imported-function"
        ? (symbol.signature?.parameters ?? [])
        : [];
  return call.arguments.flatMap(({ name, value, span }, place): readonly InlayHint[] => {
    const parameter = parameters[place]?.name;
    if (parameter === undefined || name !== undefined || shownBy(value) === parameter) return [];
    return [{ kind: "parameter", offset: span.start, label: `${parameter}:`, tooltip: undefined }];
  });
}

/** The name that a value ends with. */
function shownBy(value: ast.Expression): string | undefined {
  if (value.kind === "name") return value.name.text;
  if (value.kind === "gather") return value.task.text;
  return value.kind === "member" ? value.member.text : undefined;
}

const longest = 40;

function typeHint(name: ast.Name, { checker }: CheckedModule): readonly InlayHint[] {
  const symbol = checker.symbols.get(name);
  if (symbol === undefined || !("type" in symbol) || symbol.type.kind === "unknown") return [];
  const text = shownType(symbol.type);
  const label = text.length > longest ? `: ${text.slice(0, longest - 1)}…` : `: ${text}`;
  return [{ kind: "type", offset: name.span.end, label, tooltip: label.endsWith("…") ? text : undefined }];
}

function shownType(type: Type): string {
  return type.kind === "literal" || type.kind === "tuple" ? widenedText(type) : typeText(type);
}

/** The edge types of the edges that a new node gets. */
function edgeHints(call: ast.Call, { checker, sites }: CheckedModule): readonly InlayHint[] {
  const site = sites.get(call);
  const sources = new Set(site?.sources.map(({ task }) => task));
  if (site === undefined || sources.size === 0) return [];
  const name = (task: TaskSymbol): string => nameOf(checker, task);
  const label = `${[...sources].map(name).join(", ")} → ${name(site.task)}`;
  return [{ kind: "edge", offset: (call.close ?? call.span).end, label, tooltip: undefined }];
}
