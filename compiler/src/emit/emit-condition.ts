import type * as ast from "../ast.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import { asResult } from "./brackets.ts";
import { code, quoted, types, type Code } from "./code.ts";
import type { RuleSight } from "./rule-sight.ts";
import { namesUsed } from "./walk.ts";

/**
 * The conditions of a rule as data. To be emitted after the functions of the rule: they bind the names that those read, and
 * that the conditions themselves do.
 */
export function emitConditions(rule: ast.Rule, sight: RuleSight): readonly Code[] {
  return rule.conditions
    .map((condition) => fieldsOf(rule, condition, sight))
    .map((fields, index) =>
      record(rule.conditions[index]?.kind === "no-more" ? fields : [...fields, ["name", nameOf(index, sight)]]),
    );
}

type Fields = readonly (readonly [name: string, value: Code | undefined])[];

/** All of a condition but the name that it binds. */
function fieldsOf(rule: ast.Rule, condition: ast.Condition, sight: RuleSight): Fields {
  switch (condition.kind) {
    case "event":
      return eventFields(rule, condition, sight);
    case "no-more":
      return [
        ["kind", quoted("no-more")],
        ["task", taskId(condition.task, sight)],
        ["under", emitUnderName(condition.under, sight)],
        ["despite", String(condition.despite)],
      ];
    case "all": {
      const subject = sight.context.symbol(condition.subject);
      const isTask = subject.kind === "task";
      return [
        ["kind", quoted(isTask ? "all" : "all-held")],
        isTask ? ["task", taskId(condition.subject, sight)] : ["held", quoted(sight.heldName(subject))],
        ["under", isTask ? emitUnderName(condition.under, sight) : undefined],
        ["event", quoted(condition.event)],
      ];
    }
    case "at-least":
    case "every":
      return [
        ["kind", quoted(condition.kind)],
        ["of", emitSetOf(condition, sight)],
        ["count", emitKey(condition.count, sight)],
        ["event", condition.kind === "every" ? undefined : quoted(condition.event)],
      ];
  }
}

function emitSetOf(condition: ast.Condition & { readonly kind: "at-least" | "every" }, sight: RuleSight): Code {
  const subject = sight.context.symbol(condition.subject);
  if (subject.kind !== "task")
    return record([
      ["kind", quoted("held")],
      ["held", quoted(sight.heldName(subject))],
    ]);
  return record([
    ["kind", quoted("task")],
    ["task", taskId(condition.subject, sight)],
    ["under", emitUnderName(condition.under, sight)],
  ]);
}

function eventFields(rule: ast.Rule, condition: ast.Condition & { readonly kind: "event" }, sight: RuleSight): Fields {
  const { subject, event, key } = condition;
  const symbol = sight.context.symbol(subject);
  if (symbol.kind !== "task") {
    return [
      ["kind", quoted("held")],
      ["held", quoted(sight.heldName(symbol))],
      ["task", taskIdOfNode(symbol, sight)],
      ["event", quoted(event)],
      ["recalls", sight.context.program.recalling.has(condition) ? "true" : undefined],
    ];
  }
  if (key === undefined) {
    return [
      ["kind", quoted("each")],
      ["task", taskId(subject, sight)],
      ["event", quoted(event)],
    ];
  }
  const uses = namesUsed(key)
    .map((used) => sight.context.symbol(used))
    .flatMap((used) => (used.kind === "bound" && used.rule === rule ? [used.condition] : []));
  return [
    ["kind", quoted("keyed")],
    ["task", taskId(subject, sight)],
    ["event", quoted(event)],
    ["key", emitKey(key, sight)],
    ["uses", `[${[...new Set(uses)].join(", ")}]`],
  ];
}

/** A function that computes a key from the names of a rule. */
export function emitKey(key: ast.Expression, sight: RuleSight): Code {
  const { made, at } = sight.inFunction("graph", () => sight.context.expression(key, sight).code);
  return code`(${at === undefined ? "" : code`at${types`: ${at}`}`}) => ${asResult(made)}`;
}

/** `under x`: the name of x, and its task. */
export function emitUnder(symbol: Symbol, sight: RuleSight): Code {
  return code`{ name: ${quoted(sight.labelOf(symbol))}, task: ${taskIdOfNode(symbol, sight)} }`;
}

function emitUnderName(name: ast.Name | undefined, sight: RuleSight): Code | undefined {
  if (name === undefined) return undefined;
  const symbol = sight.context.symbol(name);
  return code`{ name: ${quoted(sight.propertyOf(symbol))}, task: ${taskIdOfNode(symbol, sight)} }`;
}

function nameOf(index: number, sight: RuleSight): Code | undefined {
  const name = sight.boundName(index);
  return name === undefined ? undefined : quoted(name);
}

function taskId(name: ast.Name, sight: RuleSight): string {
  const symbol = sight.context.symbol(name);
  if (symbol.kind !== "task") throw new Error(`Internal fault: "${name.text}" is no task.`);
  return String(sight.context.taskId(symbol));
}

function taskIdOfNode(symbol: Symbol, sight: RuleSight): string {
  const task: TaskSymbol | undefined = "type" in symbol && symbol.type.kind === "node" ? symbol.type.task : undefined;
  if (task === undefined) throw new Error(`Internal fault: "${symbol.name}" holds no node.`);
  return String(sight.context.taskId(task));
}

function record(fields: Fields): Code {
  const written = fields.flatMap(([name, value], i) =>
    value === undefined ? [] : [code`${i === 0 ? "" : ", "}${name}: ${value}`],
  );
  return code`{ ${written} }`;
}
