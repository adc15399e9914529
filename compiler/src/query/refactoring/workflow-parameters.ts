/** What statements need of what is around them, as parameters of a workflow that takes their place. */
import type * as ast from "../../ast.ts";
import { writtenType } from "../../fixes/signature.ts";
import type { Symbol } from "../../program.ts";
import { expand, nodesIn, resultsIn, typeKey, unknownType } from "../../type-shape.ts";
import { type Located, partsOf } from "../path-at.ts";
import type { Selected } from "./refactoring.ts";

export interface WorkflowParameters {
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  /** The text of the statements, in which results stand for the nodes that they come from. */
  readonly text: string;
}

type Held = Extract<Symbol, { readonly kind: "local" | "bound" | "parameter" }>;

/** `undefined` where something is needed that cannot be handed in, or where what they name is needed behind them. */
export function parametersFor(
  selected: Selected,
  statements: readonly ast.Statement[],
): WorkflowParameters | undefined {
  const { module, span, text } = selected;
  const { checker, file } = module;
  const isOwn = (part: ast.Located): boolean => span.start <= part.span.start && part.span.end <= span.end;
  const declared = new Set(
    [...checker.symbols].flatMap(([name, symbol]) =>
      isOwn(name) && checker.declarations.get(symbol) === name ? [symbol] : [],
    ),
  );
  const isNeededBehind = [...checker.symbols].some(([name, symbol]) => declared.has(symbol) && !isOwn(name));
  if (isNeededBehind || file.file !== checker.file) return undefined;
  const parameters = new Map<Held, string>();
  const removed: ast.Span[] = [];
  const visit = (part: Located, around: readonly Located[]): boolean => {
    const symbol = checker.symbols.get(part as ast.Name);
    if (symbol !== undefined && isHeld(symbol) && !declared.has(symbol) && around.at(-1)?.kind !== undefined) {
      const use = useOf(symbol, around, selected);
      if (use === undefined) return false;
      parameters.set(symbol, use.type);
      if (use.removed !== undefined) removed.push(use.removed);
    }
    return partsOf(part).every((inner) => visit(inner, [...around, part]));
  };
  if (!statements.every((statement) => visit(statement, []))) return undefined;
  let [own, at] = ["", span.start];
  for (const gap of removed.toSorted((a, b) => a.start - b.start)) {
    own += text.slice(at, gap.start);
    at = gap.end;
  }
  const given = [...parameters].map(([{ name }, type]) => ({ name, type }));
  return { parameters: given, text: own + text.slice(at, span.end) };
}

/** A name of a body or of a workflow around: inputs are in sight everywhere. */
function isHeld(symbol: Symbol): symbol is Held {
  return symbol.kind === "local" || symbol.kind === "bound" || symbol.kind === "parameter";
}

/** What is handed in for a use of a name, and which part of the text goes: inside there is the result, not the node. */
function useOf(
  symbol: Held,
  around: readonly Located[],
  selected: Selected,
): { readonly type: string; readonly removed: ast.Span | undefined } | undefined {
  const { checker } = selected.module;
  const expression = around.at(-1) as ast.Expression;
  const parent = around.at(-2) as ast.Expression | ast.Argument | undefined;
  // Conditions and "under" speak of the node itself; and what a condition has found out is not handed in.
  if (expression.kind !== "name") return undefined;
  if (typeKey(checker.types.get(expression) ?? unknownType) !== typeKey(symbol.type)) return undefined;
  const type = writtenType(checker, resultsIn(symbol.type));
  if (type === undefined || symbol.type.kind === "unknown" || expand(symbol.type).kind === "void") return undefined;
  if (typeKey(resultsIn(symbol.type)) === typeKey(symbol.type)) return { type, removed: undefined };
  const call = around.at(-3) as ast.Call | undefined;
  const isArgument = parent !== undefined && !("kind" in parent) && call?.kind === "call" && checker.adds.has(call);
  if (isArgument) return canWait(symbol, selected) ? { type, removed: undefined } : undefined;
  const isResult =
    parent !== undefined && "kind" in parent && parent.kind === "member" && parent.member.text === "result";
  if (!isResult || symbol.type.kind !== "node") return undefined;
  return { type, removed: { start: expression.span.end, end: parent.span.end } };
}

/** Whether the statements can all wait for what a name holds: it has ended, or there is but one node that is added. */
function canWait({ type }: Held, { module, span }: Selected): boolean {
  const sites = [...module.sites.keys()].filter((call) => span.start <= call.span.start && call.span.end <= span.end);
  return sites.length === 1 || nodesIn(type).every(({ known }) => known === "done");
}
