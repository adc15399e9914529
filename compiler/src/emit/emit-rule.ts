import type * as ast from "../ast.ts";
import type { AddSite, Source } from "../program.ts";
import { block, code, from, joined, placed, quoted, recordOf, textOf, types, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { emitBody } from "./emit-body.ts";
import { emitConditions, emitUnder } from "./emit-condition.ts";
import { emitJoins } from "./emit-joins.ts";
import { nestedRules, type RuleLike } from "./number-rules.ts";
import { RuleSight } from "./rule-sight.ts";
import { emitCounter, hasLoop } from "./turns.ts";
import { everyPart } from "./walk.ts";

/** A rule's part of the output. */
export interface EmittedRule {
  /** Its guard and its body, as lines. */
  readonly functions: readonly Code[];
  /** Its entry in the table of rules. */
  readonly entry: Code;
}

/** Emits the rules of a scope, nested ones included, into the table. */
export function emitRules(
  rules: readonly RuleLike[],
  scope: number,
  table: Map<RuleLike, EmittedRule>,
  context: Context,
): void {
  for (const rule of rules) new RuleEmitter(scope, table, context).emit(rule, undefined);
}

class RuleEmitter {
  readonly #scope: number;
  readonly #table: Map<RuleLike, EmittedRule>;
  readonly #context: Context;

  constructor(scope: number, table: Map<RuleLike, EmittedRule>, context: Context) {
    this.#scope = scope;
    this.#table = table;
    this.#context = context;
  }

  /** Emits a rule, and before its own entry those of the rules nested in it. */
  emit(rule: RuleLike, parent: RuleSight | undefined): RuleSight {
    const context = this.#context;
    const source = context.sourceOf(rule);
    const sight = new RuleSight(context, rule, parent);
    const guard = rule.kind === "start" || rule.where === undefined ? undefined : emitGuard(rule, rule.where, sight);
    const joins = rule.kind === "start" ? [] : emitJoins(rule, sight);
    const body = this.#emitBody(rule, sight);
    // Last: conditions bind what the functions read.
    const conditions = rule.kind === "start" ? [] : emitConditions(rule, sight);
    const fields: (readonly [string, Code])[] = [["scope", String(this.#scope)]];
    const around = context.parentOf(rule);
    if (around !== undefined) fields.push(["parent", String(context.ruleId(around))]);
    if (rule.kind === "rule" && rule.name !== undefined) fields.push(["name", quoted(rule.name.text)]);
    fields.push(["text", quoted(headText(rule, context))], ["line", String(source.lineOf(rule.head))]);
    if (source.variable !== undefined) fields.push(["source", source.variable]);
    fields.push(["conditions", listOf(conditions)]);
    if (guard !== undefined) fields.push(["where", context.guardName(rule)]);
    if (rule.kind === "rule" && readsSets(rule, context)) fields.push(["whereReadsSets", "true"]);
    if (joins.length > 0) fields.push(["joins", listOf(joins)]);
    fields.push(["body", context.bodyName(rule)]);
    fields.push(["sites", listOf(context.sitesOf(rule).map((site) => emitSite(site, sight)))]);
    fields.push([
      "nested",
      `[${nestedRules(rule.body)
        .map((nested) => context.ruleId(nested))
        .join(", ")}]`,
    ]);
    const takenIn = tasksTakenIn(rule, context);
    if (takenIn.length > 0) fields.push(["takesIn", `[${takenIn.join(", ")}]`]);
    const lines = fields.map(([name, value]) => code`${name}: ${value},`);
    const functions = [comment(headText(rule, context)), ...(guard === undefined ? [] : [guard]), body];
    this.#table.set(rule, {
      functions: functions.map((line) => from(source.map, line)),
      entry: from(source.map, placed(rule.head, block("{", lines, "},"))),
    });
    return sight;
  }

  #emitBody(rule: RuleLike, sight: RuleSight): Code {
    const context = this.#context;
    const nested = (inner: ast.Rule, around: RuleSight): Code => {
      const names = this.emit(inner, around).captured(around);
      return code`${around.gatherer}.when(${String(context.ruleId(inner))}, ${recordOf(names)});`;
    };
    const loops = hasLoop(rule.body);
    const { made, at, gathers } = sight.inFunction("to", () => {
      const counter = loops ? [emitCounter(sight)] : [];
      return [...counter, ...emitBody(rule.body, sight, nested)];
    });
    const parameters = [code`${gathers ? "" : "_"}to${types`: ${context.runtime("Appender")}`}`];
    if (at !== undefined) parameters.push(code`at${types`: ${at}`}`);
    const [word, result] = loops || sight.stops ? ["function*", "Generator<void>"] : ["function", "void"];
    const head = code`${word} ${context.bodyName(rule)}(${joined(parameters, ", ")})${types`: ${result}`} {`;
    return placed(rule.head, block(head, made, "}"));
  }
}

function emitGuard(rule: ast.Rule, where: ast.Expression, sight: RuleSight): Code {
  const { context } = sight;
  const { made, at, gathers } = sight.inFunction("graph", () => context.condition(where, sight).code);
  const parameters: Code[] = [];
  if (at !== undefined) parameters.push(code`at${types`: ${at}`}`);
  else if (gathers) parameters.push(code`_at${types`: unknown`}`);
  if (gathers) parameters.push(code`graph${types`: ${context.runtime("Gathers")}`}`);
  const head = code`function ${context.guardName(rule)}(${joined(parameters, ", ")})${types`: boolean`} {`;
  return placed(rule.head, block(head, [code`return ${made};`], "}"));
}

/** The head as written, on one line, without the colon. */
function headText(rule: RuleLike, context: Context): string {
  return context.sourceOf(rule).textOf(rule.head).replaceAll(/\s+/g, " ").trim();
}

function comment(text: string): Code {
  return `/** ${text.replaceAll("*/", "*\\/")} */`;
}

/** A list on one line, or, of long ones, an element a line. */
function listOf(elements: readonly Code[]): Code {
  const short = code`[${joined(elements, ", ")}]`;
  if (textOf(short).length <= 100) return short;
  return block(
    "[",
    elements.map((element) => code`${element},`),
    "]",
  );
}

/** Whether the guard can be asked only once sets are known. */
function readsSets(rule: ast.Rule, context: Context): boolean {
  if (rule.where === undefined) return false;
  return everyPart(rule.where).some((part) => {
    if (part.kind === "gather") return true;
    const symbol = part.kind === "name" ? context.symbol(part.name) : undefined;
    return symbol?.kind === "bound" && symbol.rule === rule && rule.conditions[symbol.condition]?.kind !== "event";
  });
}

/** Tasks whose failures the body takes in through `succeeded` and `settled` gathers. */
function tasksTakenIn(rule: RuleLike, context: Context): readonly number[] {
  const tasks = new Set<number>();
  for (const { call } of context.sitesOf(rule))
    for (const { value } of call.arguments) {
      const symbol = value.kind === "gather" && value.mode !== "all" ? context.symbol(value.task) : undefined;
      if (symbol?.kind === "task") tasks.add(context.taskId(symbol));
    }
  return [...tasks];
}

function emitSite(site: AddSite, sight: RuleSight): Code {
  const sources = site.sources.map((source) => emitSource(source, sight));
  const keyed = String(site.call.key !== undefined);
  return code`{ task: ${String(sight.context.taskId(site.task))}, sources: [${joined(sources, ", ")}], keyed: ${keyed} }`;
}

function emitSource(source: Source, sight: RuleSight): Code {
  const { context } = sight;
  switch (source.kind) {
    case "bound":
      return `{ kind: "bound", rule: ${context.ruleId(source.rule)}, condition: ${source.condition} }`;
    case "made": {
      const owner = context.program.sites.get(source.call)?.owner;
      if (owner === undefined) throw new Error("Internal fault: a node comes from a call that adds none.");
      return `{ kind: "made", rule: ${context.ruleId(owner)}, site: ${context.siteId(source.call)} }`;
    }
    case "gather": {
      const under = source.under === undefined ? "" : code`, under: ${emitUnder(source.under, sight)}`;
      return code`{ kind: "gather", task: ${String(context.taskId(source.task))}${under} }`;
    }
  }
}
