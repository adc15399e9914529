/** A random program as text close to adg, for people who must find out what went wrong with it. */
import type { Datum, Program, ProgramArgument, ProgramCondition, ProgramRule, Statement } from "./program.ts";

export function printProgram(program: Program): string {
  const lines: string[] = [`// fuel ${program.fuel}, salt ${program.salt}`];
  for (const [index, task] of program.tasks.entries())
    if (task.kind !== "scope") lines.push(`task t${index}  // ${task.kind}, ${task.failing}% fail`);
  for (const [index, scope] of program.scopes.entries()) {
    const task = program.tasks.findIndex(({ kind, scope: inside }) => kind === "scope" && inside === index);
    if (index > 0) lines.push(`workflow t${task}(f, s, xs):`);
    const pad = index > 0 ? "  " : "";
    for (const { mode, task: of } of scope.outputs) lines.push(`${pad}output ${mode} t${of}`);
    lines.push(`${pad}start:`, ...printBody(scope.start, `${pad}  `));
    for (const rule of scope.rules) lines.push(...printRule(rule, pad));
  }
  return lines.join("\n");
}

function printRule(rule: ProgramRule, pad: string): readonly string[] {
  const where =
    rule.where === undefined ? "" : ` where ${printDatum(rule.where.left)} == ${printDatum(rule.where.right)}`;
  const table = rule.where?.table === true ? " /* join */" : "";
  const head = `${pad}when ${rule.conditions.map(printCondition).join(", ")}${where}${table}:`;
  return [head, ...printBody(rule.body, `${pad}  `)];
}

function printCondition(condition: ProgramCondition): string {
  switch (condition.kind) {
    case "each":
      return `t${condition.task} ${condition.event} as n${condition.binds}`;
    case "held":
      return `n${condition.of} ${condition.event} as n${condition.binds}`;
    case "keyed":
      return `t${condition.task}[${printDatum(condition.key)}] ${condition.event} as n${condition.binds}`;
    case "no-more":
      return `no more t${condition.task}${printUnder(condition.under)}${condition.despite ? " despite failures" : ""}`;
    case "all":
      return `all t${condition.task} ${condition.event}${printUnder(condition.under)} as n${condition.binds}`;
  }
}

const printUnder = (under: number | undefined): string => (under === undefined ? "" : ` under n${under}`);

const printDatum = (datum: Datum): string =>
  datum.kind === "constant" ? String(datum.value) : `n${datum.of}.${datum.member === "s" ? "args.s" : "result"}`;

function printArgument(argument: ProgramArgument): string {
  if (argument.kind === "node") return `n${argument.of}`;
  return `${argument.mode} t${argument.task}${printUnder(argument.under)}`;
}

function printBody(body: readonly Statement[], pad: string): readonly string[] {
  const lines = body.flatMap((statement) => printStatement(statement, pad));
  return lines.length > 0 ? lines : [`${pad}// nothing`];
}

function printStatement(statement: Statement, pad: string): readonly string[] {
  switch (statement.kind) {
    case "add": {
      const args = [printDatum(statement.s), ...statement.args.map(printArgument)].join(", ");
      const key = statement.keyed ? ` key ${printDatum(statement.s)} % 3` : "";
      const after = statement.after.length > 0 ? ` after [${statement.after.map((of) => `n${of}`).join(", ")}]` : "";
      return [`${pad}let n${statement.binds} = t${statement.task}(${args})${key}${after}`];
    }
    case "repeat":
      return [`${pad}for _ in range(${printDatum(statement.count)}):`, ...printBody(statement.body, `${pad}  `)];
    case "if": {
      const head = `${pad}if ${printDatum(statement.datum)} % 2 == 0:`;
      const other = statement.else.length > 0 ? [`${pad}else:`, ...printBody(statement.else, `${pad}  `)] : [];
      return [head, ...printBody(statement.then, `${pad}  `), ...other];
    }
    case "rule":
      return printRule(statement.rule, pad);
  }
}
