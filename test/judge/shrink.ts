/** Smaller programs: each leaves out or simplifies one thing. Those that do not compile any more are sorted out by the caller. */
import type { Datum, Program, ProgramCondition, ProgramRule, ProgramScope, ProgramTask, Statement } from "./program.ts";

export function* smallerPrograms(program: Program): Iterable<Program> {
  for (const scopes of smallerItems(program.scopes, smallerScopes, "keep")) yield { ...program, scopes };
  for (const tasks of smallerItems(program.tasks, smallerTasks, "keep")) yield { ...program, tasks };
  if (program.fuel > 1) yield { ...program, fuel: program.fuel - 1 };
}

/** Lists with one item left out (unless each must stay) or made smaller. */
function* smallerItems<T>(
  items: readonly T[],
  smaller: (item: T) => Iterable<T>,
  which: "drop" | "keep",
): Iterable<T[]> {
  if (which === "drop") for (const [index] of items.entries()) yield items.toSpliced(index, 1);
  for (const [index, item] of items.entries()) for (const less of smaller(item)) yield items.with(index, less);
}

function* smallerScopes(scope: ProgramScope): Iterable<ProgramScope> {
  for (const rules of smallerItems(scope.rules, smallerRules, "drop")) yield { ...scope, rules };
  for (const start of smallerItems(scope.start, smallerStatements, "drop")) yield { ...scope, start };
  for (const outputs of smallerItems(scope.outputs, () => [], "drop")) yield { ...scope, outputs };
}

function* smallerTasks(task: ProgramTask): Iterable<ProgramTask> {
  if (task.failing > 0) yield { ...task, failing: 0 };
  if (task.failing > 0 && task.failing < 100) yield { ...task, failing: 100 };
  if (task.kind !== "work") yield { ...task, kind: "work" };
  if (task.retries > 0) yield { ...task, retries: 0 };
  if (task.spawns.length > 0) yield { ...task, spawns: [] };
}

function* smallerRules(rule: ProgramRule): Iterable<ProgramRule> {
  for (const conditions of smallerItems(rule.conditions, smallerConditions, "drop"))
    if (conditions.length > 0) yield { ...rule, conditions };
  if (rule.where !== undefined) {
    const { where, ...rest } = rule;
    yield rest;
    for (const left of smallerData(where.left)) yield { ...rest, where: { ...where, left } };
    for (const right of smallerData(where.right)) yield { ...rest, where: { ...where, right } };
  }
  for (const body of smallerItems(rule.body, smallerStatements, "drop")) yield { ...rule, body };
}

function* smallerConditions(condition: ProgramCondition): Iterable<ProgramCondition> {
  if ("under" in condition) {
    const { under: _, ...rest } = condition;
    yield rest;
  }
  if (condition.kind === "no-more" && !condition.despite) yield { ...condition, despite: true };
  if (condition.kind === "keyed") {
    for (const key of smallerData(condition.key)) yield { ...condition, key };
    const { binds, task, event } = condition;
    yield { kind: "each", binds, task, event };
  }
  if (condition.kind === "at-least" || condition.kind === "every") {
    if (condition.count > 1) yield { ...condition, count: condition.count - 1 };
    if (condition.of.kind === "task" && condition.of.under !== undefined)
      yield { ...condition, of: { kind: "task", task: condition.of.task } };
  }
  if (condition.kind === "each" && condition.event !== "done") yield { ...condition, event: "done" };
}

function* smallerData(datum: Datum): Iterable<Datum> {
  if (datum.kind === "read") yield { kind: "constant", value: 1 };
  else if (datum.value > 0) yield { kind: "constant", value: datum.value - 1 };
}

function* smallerStatements(statement: Statement): Iterable<Statement> {
  switch (statement.kind) {
    case "add":
      for (const args of smallerItems(statement.args, () => [], "drop")) yield { ...statement, args };
      for (const after of smallerItems(statement.after, () => [], "drop")) yield { ...statement, after };
      if (statement.keyed) yield { ...statement, keyed: false };
      for (const s of smallerData(statement.s)) yield { ...statement, s };
      break;
    case "list":
      yield statement.add;
      for (const count of smallerData(statement.count)) yield { ...statement, count };
      for (const add of smallerStatements(statement.add)) if (add.kind === "add") yield { ...statement, add };
      break;
    case "each-of":
      for (const body of smallerItems(statement.body, smallerStatements, "drop")) yield { ...statement, body };
      break;
    case "fail":
      break;
    case "repeat":
      yield* statement.body;
      for (const count of smallerData(statement.count)) yield { ...statement, count };
      for (const body of smallerItems(statement.body, smallerStatements, "drop")) yield { ...statement, body };
      break;
    case "if":
      yield* statement.then;
      yield* statement.else;
      for (const then of smallerItems(statement.then, smallerStatements, "drop")) yield { ...statement, then };
      for (const other of smallerItems(statement.else, smallerStatements, "drop")) yield { ...statement, else: other };
      break;
    case "rule":
      for (const rule of smallerRules(statement.rule)) yield { ...statement, rule };
      yield* statement.rule.body;
      break;
  }
}
