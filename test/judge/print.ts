/** A random program as the text that adg compiles. */
import { KEYS } from "./program.ts";
import type {
  Addition,
  Datum,
  Program,
  ProgramArgument,
  ProgramCondition,
  ProgramRule,
  ProgramSet,
  Statement,
} from "./program.ts";

/** Which lines of the text a rule stands in, first and last, from 1. */
export interface RuleLines {
  readonly scope: number;
  readonly rule: number;
  readonly first: number;
  readonly last: number;
}

export interface Printed {
  readonly text: string;
  readonly rules: readonly RuleLines[];
}

export const printProgram = (program: Program): string => printed(program).text;

/** The text, and where its rules stand. */
export function printed(program: Program): Printed {
  const lines: string[] = [];
  const rules: RuleLines[] = [];
  const names = program.tasks.map((_, task) => `t${task}`).join(", ");
  for (const [index, { kind, retries, spawns }] of program.tasks.entries()) {
    if (kind === "scope") continue;
    const head = `task t${index}(${PARAMETERS}) -> int`;
    const below = spawns.length > 0 ? ` spawns ${spawns.map((task) => `t${task}`).join(", ")}` : "";
    if (kind === "pure") lines.push(`${head} = s`);
    else lines.push(`${head} from "./tasks.ts"${below}${retries > 0 ? `:\n  retry ${retries}` : ""}`);
  }
  lines.push(`edge ${names} -> ${names}`);
  for (const [index, scope] of program.scopes.entries()) {
    const task = program.tasks.findIndex(({ kind, scope: inside }) => kind === "scope" && inside === index);
    if (index > 0) lines.push(`workflow t${task}(${PARAMETERS}):`);
    const pad = index > 0 ? "  " : "";
    for (const [number, { mode, task: of }] of scope.outputs.entries()) {
      const name = index > 0 && scope.outputs.length === 1 ? "" : `o${number} = `;
      lines.push(`${pad}output ${name}${mode === "one" ? "" : `${mode} `}t${of}`);
    }
    lines.push(`${pad}start:`, ...printBody(scope.start, `${pad}  `));
    for (const [rule, each] of scope.rules.entries()) {
      const first = lines.join("\n").split("\n").length + 1;
      const text = printRule(each, pad);
      lines.push(...text);
      rules.push({ scope: index, rule, first, last: first + text.length - 1 });
    }
  }
  return { text: `${lines.join("\n")}\n`, rules };
}

const PARAMETERS = "f: int, s: int, a: json = null, b: json = null, c: json = null";

function printRule(rule: ProgramRule, pad: string): readonly string[] {
  const where =
    rule.where === undefined ? "" : ` where ${printDatum(rule.where.left)} == ${printDatum(rule.where.right)}`;
  const head = `${pad}when ${rule.conditions.map(printCondition).join(", ")}${where}:`;
  return [head, ...printBody(rule.body, `${pad}  `)];
}

function printCondition(condition: ProgramCondition): string {
  switch (condition.kind) {
    case "each":
      return `t${condition.task} ${condition.event} as n${condition.binds}`;
    case "held":
      return `n${condition.of} ${condition.event} as n${condition.binds}`;
    case "keyed":
      return `t${condition.task}[${printKey(condition.key)}] ${condition.event} as n${condition.binds}`;
    case "no-more":
      return `no more t${condition.task}${printUnder(condition.under)}${condition.despite ? " despite failures" : ""}`;
    case "all":
      return `all t${condition.task} ${condition.event}${printUnder(condition.under)} as n${condition.binds}`;
    case "all-held":
      return `all n${condition.of} ${condition.event} as n${condition.binds}`;
    case "at-least":
      return `at least ${condition.count} ${printSet(condition.of, condition.event)} as n${condition.binds}`;
    case "every":
      return `every ${condition.count} ${printSet(condition.of, "done")} as n${condition.binds}`;
  }
}

const printSet = (set: ProgramSet, event: string): string =>
  set.kind === "held" ? `n${set.list} ${event}` : `t${set.task} ${event}${printUnder(set.under)}`;

const printUnder = (under: number | undefined): string => (under === undefined ? "" : ` under n${under}`);

const printDatum = (datum: Datum): string =>
  datum.kind === "constant" ? String(datum.value) : `n${datum.of}.${datum.member === "s" ? "args.s" : "result"}`;

/** Keys are few, so that they meet. */
const printKey = (datum: Datum): string => `${printDatum(datum)} % ${KEYS}`;

function printArgument(argument: ProgramArgument): string {
  if (argument.kind === "node") return `n${argument.of}`;
  return `${argument.mode} t${argument.task}${printUnder(argument.under)}`;
}

function printBody(body: readonly Statement[], pad: string): readonly string[] {
  const lines = body.flatMap((statement) => printStatement(statement, pad));
  return lines.length > 0 ? lines : [`${pad}let nothing = 0`];
}

function printAddition(add: Addition): string {
  const s = add.keyed ? printKey(add.s) : printDatum(add.s);
  const args = ["0", s, ...add.args.map(printArgument)].join(", ");
  const key = add.keyed ? ` key ${printKey(add.s)}` : "";
  const after = add.after.map((of) => ` after n${of}`).join("");
  return `t${add.task}(${args})${key}${after}`;
}

function printStatement(statement: Statement, pad: string): readonly string[] {
  switch (statement.kind) {
    case "add":
      return [`${pad}let n${statement.binds} = ${printAddition(statement)}`];
    case "list": {
      const { binds, add, count } = statement;
      return [`${pad}let n${binds} = [${printAddition(add)} for i${binds} in range(${printDatum(count)})]`];
    }
    case "repeat":
      return [`${pad}for i in range(${printDatum(statement.count)}):`, ...printBody(statement.body, `${pad}  `)];
    case "each-of":
      return [`${pad}for n${statement.binds} in n${statement.list}:`, ...printBody(statement.body, `${pad}  `)];
    case "if": {
      const head = `${pad}if ${printDatum(statement.datum)} % 2 == 0:`;
      const other = statement.else.length > 0 ? [`${pad}else:`, ...printBody(statement.else, `${pad}  `)] : [];
      return [head, ...printBody(statement.then, `${pad}  `), ...other];
    }
    case "rule":
      return printRule(statement.rule, pad);
    case "fail":
      return [`${pad}fail "enough"`];
  }
}
