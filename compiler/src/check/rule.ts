import type * as ast from "../ast.ts";
import type { TaskSymbol } from "../program.ts";
import { elementType, listOf, membersOf, nodeOf, primitive, unknownType } from "../type-shape.ts";
import { widenedText } from "../type-text.ts";
import type { NodeKnowledge, Type } from "../types.ts";
import { type Checker, type Environment, type KnownSet, nameOf } from "./checker.ts";
import { checkFits } from "./fits.ts";
import { checkUnder, lookUpTask } from "./gather.ts";
import { declareName } from "./local.ts";
import { lookUpCallable } from "./lookup.ts";
import { knownType } from "./name.ts";
import { narrowed, symbolPath } from "./narrow.ts";
import { Scope } from "./scope.ts";

/** Checks the head of a rule, and answers what its body sees. */
export function checkRuleHead(checker: Checker, rule: ast.Rule, around: Environment): Environment {
  const scope = new Scope(around.scope);
  const sets: KnownSet[] = [...around.sets];
  const environment: Environment = { ...around, scope, sets, owner: undefined };
  for (const [place, condition] of rule.conditions.entries()) {
    const bound = checkCondition(checker, condition, environment, sets);
    if (!("as" in condition) || condition.as === undefined) continue;
    const name = condition.as;
    declareName(checker, scope, name, { kind: "bound", name: name.text, rule, condition: place, type: bound });
  }
  if (rule.where === undefined) return { ...environment, owner: rule };
  checker.type(rule.where, environment);
  checkFits(checker, rule.where, primitive("boolean"), "value");
  return { ...environment, scope: narrowed(checker, scope, rule.where, "holds"), owner: rule };
}

/** The type of what a condition binds. Notes the sets that it waits for. */
function checkCondition(checker: Checker, condition: ast.Condition, environment: Environment, sets: KnownSet[]): Type {
  switch (condition.kind) {
    case "event":
      return checkEvent(checker, condition, environment);
    case "no-more": {
      const task = lookUpTask(checker, condition.task, environment);
      checkUnder(checker, condition.under, environment);
      if (task !== undefined) checker.conditionTasks.set(condition, task);
      return unknownType;
    }
    case "all": {
      const under = checkUnder(checker, condition.under, environment);
      const subject = checkSet(checker, condition, environment);
      if (subject === undefined) return unknownType;
      if (subject.kind === "list") return seen(subject.type, condition.event);
      sets.push({ task: subject.task, under, event: condition.event });
      return listOf(nodeOf(subject.task, condition.event));
    }
    case "at-least":
    case "every": {
      checker.type(condition.count, environment);
      checkFits(checker, condition.count, primitive("int"), "value");
      checkUnder(checker, condition.under, environment);
      const subject = checkSet(checker, condition, environment);
      if (subject === undefined) return unknownType;
      return subject.kind === "list"
        ? seen(subject.type, condition.event)
        : listOf(nodeOf(subject.task, condition.event));
    }
  }
}

/** `t done`, `t[key] done` for a task, `x done` for a node that a name around the rule holds. */
function checkEvent(
  checker: Checker,
  condition: ast.Condition & { readonly kind: "event" },
  environment: Environment,
): Type {
  const { subject, event } = condition;
  if (condition.key !== undefined) {
    checker.type(condition.key, environment);
    checkFits(checker, condition.key, primitive("json"), "value");
  }
  const symbol = lookUpCallable(checker, subject, environment, "task");
  if (symbol?.kind === "imported-function" && symbol.origin === "typescript")
    checker.report("ADG3001", subject.span, { kind: "not-a-task", name: subject.text });
  if (symbol === undefined || symbol.kind === "imported-function") return unknownType;
  if (symbol.kind === "task") {
    checker.conditionTasks.set(condition, symbol);
    return nodeOf(symbol, event);
  }
  if (!("type" in symbol) || symbol.kind === "type") return unknownType;
  const node = heldNode(checker, subject, knownType(checker, symbol, environment));
  if (node === undefined) return unknownType;
  if (condition.key !== undefined) {
    checker.report("ADG3001", subject.span, { kind: "not-a-task", name: subject.text });
    return unknownType;
  }
  if (event === "added") {
    checker.report("ADG3001", subject.span, { kind: "exists-already", name: subject.text });
    return unknownType;
  }
  if (environment.scope.findOwn(subject.text) === symbol) {
    const problem = { kind: "bound-here", name: subject.text, task: nameOf(checker, node.task), event } as const;
    checker.report("ADG3001", subject.span, problem);
    return unknownType;
  }
  checker.conditionTasks.set(condition, node.task);
  const type = nodeOf(node.task, moreKnown(node.known, event));
  environment.scope.know(symbolPath(checker, symbol), type);
  return type;
}

/** That a node was seen settled says less than that it was seen done. */
function moreKnown(before: NodeKnowledge, event: NodeKnowledge): NodeKnowledge {
  return event === "settled" && (before === "done" || before === "failed") ? before : event;
}

/** The node that a name holds; `undefined` where something was reported. */
function heldNode(
  checker: Checker,
  name: ast.Name,
  type: Type,
): { readonly task: TaskSymbol; readonly known: NodeKnowledge } | undefined {
  if (type.kind === "node") return type;
  if (type.kind === "unknown") return undefined;
  const members = membersOf(type);
  if (members.every((member) => member.kind === "node")) {
    const tasks = members.map((member) => nameOf(checker, member.task));
    checker.report("ADG3001", name.span, { kind: "several-tasks", name: name.text, tasks });
  } else checker.report("ADG3001", name.span, { kind: "not-a-node", name: name.text, found: widenedText(type) });
  return undefined;
}

type Subject = { readonly kind: "task"; readonly task: TaskSymbol } | { readonly kind: "list"; readonly type: Type };

/** What `all`, `at least` and `every` speak of: a task, or a list of nodes that a name around the rule holds. */
function checkSet(
  checker: Checker,
  condition: ast.Condition & { readonly kind: "all" | "at-least" | "every" },
  environment: Environment,
): Subject | undefined {
  const symbol = environment.scope.find(condition.subject.text);
  if (symbol?.kind === "local" || symbol?.kind === "bound") {
    const element = elementType(knownType(checker, symbol, environment));
    if (element !== undefined && membersOf(element).every((member) => member.kind === "node")) {
      checker.symbols.set(condition.subject, symbol);
      checker.used.add(symbol);
      if (environment.scope.findOwn(condition.subject.text) === symbol) {
        reportBoundHere(checker, condition, element);
        return undefined;
      }
      return { kind: "list", type: element };
    }
  }
  const task = lookUpTask(checker, condition.subject, environment);
  if (task === undefined) return undefined;
  checker.conditionTasks.set(condition, task);
  return { kind: "task", task };
}

/** A list that another condition of the rule binds is there only when the rule fires. */
function reportBoundHere(
  checker: Checker,
  { kind, subject, event }: ast.Condition & { readonly kind: "all" | "at-least" | "every" },
  element: Type,
): void {
  const [node] = membersOf(element);
  const name = node?.kind === "node" ? nameOf(checker, node.task) : "…";
  const task = `${kind === "all" ? "all" : kind === "every" ? "every N" : "at least N"} ${name}`;
  checker.report("ADG3001", subject.span, { kind: "bound-here", name: subject.text, task, event });
}

/** A list of the nodes, of which the rule knows what the event tells. */
function seen(element: Type, event: NodeKnowledge): Type {
  const [node] = membersOf(element);
  return node?.kind === "node" ? listOf(nodeOf(node.task, event)) : listOf(unknownType);
}
