import type * as ast from "../ast.ts";
import { gatheredType } from "../output-type.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import { listOf, nodeOf, unknownType } from "../type-shape.ts";
import { widenedText } from "../type-text.ts";
import type { NodeKnowledge, Type } from "../types.ts";
import { type Checker, type Environment, nameOf } from "./checker.ts";
import { lookUpCallable, lookUpValue } from "./lookup.ts";
import { knownType } from "./name.ts";

type Gather = ast.Expression & { readonly kind: "gather" };

/** The type of a gather in an expression: a list of nodes. */
export function checkGather(checker: Checker, gather: Gather, environment: Environment): Type {
  const task = lookUpTask(checker, gather.task, environment);
  const under = checkUnder(checker, gather.under, environment);
  if (task === undefined) return unknownType;
  const known = knowledgeOf(task, under, environment);
  if (gather.mode === "all") return listOf(nodeOf(task, known));
  // Which nodes failed is known only once all have ended.
  if (known === "made") {
    checker.report("ADG3003", gather.span, { kind: "gather", mode: gather.mode, task: nameOf(checker, task) });
    return unknownType;
  }
  return listOf(nodeOf(task, gather.mode === "succeeded" ? "done" : "settled"));
}

/** The type of a gather that is a whole argument or an output: of what it hands over. */
export function checkWholeGather(checker: Checker, gather: Gather, environment: Environment): Type {
  if (gather.mode === "all") return checker.type(gather, environment);
  const task = lookUpTask(checker, gather.task, environment);
  checkUnder(checker, gather.under, environment);
  const type = task === undefined ? unknownType : gatheredType(gather.mode, task);
  checker.types.set(gather, type);
  return type;
}

/** What the rule, or one around it, knows of all nodes of the task. */
function knowledgeOf(task: TaskSymbol, under: Symbol | undefined, { sets }: Environment): NodeKnowledge {
  const covering = sets.filter((set) => set.task === task && (set.under === undefined || set.under === under));
  if (covering.some((set) => set.event === "done")) return "done";
  return covering.length > 0 ? "settled" : "made";
}

/** The task that is waited for or gathered; `undefined` where something was reported. */
export function lookUpTask(checker: Checker, name: ast.Name, environment: Environment): TaskSymbol | undefined {
  const symbol = lookUpCallable(checker, name, environment, "task");
  if (symbol === undefined || (symbol.kind === "imported-function" && symbol.origin === "adg")) return undefined;
  if (symbol.kind === "task") return symbol;
  if (!("type" in symbol && symbol.type.kind === "unknown"))
    checker.report("ADG3001", name.span, { kind: "not-a-task", name: name.text });
  return undefined;
}

/** `under x`: x is a node in sight. */
export function checkUnder(checker: Checker, name: ast.Name | undefined, environment: Environment): Symbol | undefined {
  if (name === undefined) return undefined;
  const symbol = lookUpValue(checker, name, environment);
  if (symbol === undefined || symbol.kind === "imported-function") return undefined;
  if (symbol.kind === "local" || symbol.kind === "bound") {
    const type = knownType(checker, symbol, environment);
    if (type.kind === "node") return symbol;
    if (type.kind === "unknown") return undefined;
    checker.report("ADG3001", name.span, { kind: "not-a-node", name: name.text, found: widenedText(type) });
    return undefined;
  }
  const found = "type" in symbol ? widenedText(symbol.type) : symbol.kind;
  checker.report("ADG3001", name.span, { kind: "not-a-node", name: name.text, found });
  return undefined;
}
