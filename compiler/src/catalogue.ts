/**
 * Every diagnostic that the compiler can give, in one place: code, severity, title and wording. A wording is built from the
 * parameters of its code, so a caller states facts and never writes a message.
 */
import type { Span } from "./ast.ts";
import type { Diagnostic, Fix, Severity } from "./diagnostic.ts";
import { type ArgumentProblem, argumentProblemText } from "./wording/argument-problem.ts";
import { type ImportProblem, importProblemText } from "./wording/import-problem.ts";
import { type SignatureProblem, signatureProblemText } from "./wording/signature-problem.ts";
import { type UnknownResult, unknownResultText } from "./wording/unknown-result.ts";
import { circleText, didYouMean, listText, quoted, quotedType } from "./wording/phrases.ts";
import { type TypeProblem, typeProblemText } from "./wording/type-problem.ts";

interface Entry<P> {
  readonly severity: Severity;
  /** What the code says, as the language reference lists it. */
  readonly title: string;
  /** One sentence in the user's words. */
  readonly message: (parameters: P) => string;
}

function error<P>(title: string, message: (parameters: P) => string): Entry<P> {
  return { severity: "error", title, message };
}
function warning<P>(title: string, message: (parameters: P) => string): Entry<P> {
  return { severity: "warning", title, message };
}
function hint<P>(title: string, message: (parameters: P) => string): Entry<P> {
  return { severity: "hint", title, message };
}

/** `nearest`: names that may have been meant, the nearest first. */
export interface UnknownName {
  readonly what: "name" | "task" | "type" | "function" | "node" | "attribute" | "executor";
  readonly name: string;
  readonly nearest: readonly string[];
}

/** What each code says. */
export const catalogue = {
  /** `found` and `expected` are phrases: `"edge"`, `the end of the line`, `a name`. */
  /** `written`, a clause: how adg writes what other languages write so. */
  ADG1001: error(
    "unexpected text, with what was expected",
    (p: { found: string; expected: string; written?: string | undefined }) =>
      `Expected ${p.expected}${p.found === "" ? "" : `, but found ${p.found}`}${p.written === undefined ? "" : `; ${p.written}`}.`,
  ),
  /** `problem` is a sentence without its full stop. */
  ADG1002: error(
    "indentation: tab, or a level that matches no open block",
    (p: { problem: string }) => `${p.problem}.`,
  ),
  /** `what`: `string` or `interpolation`. */
  ADG1003: error("string or interpolation without end", (p: { what: string }) => `This ${p.what} has no end.`),
  ADG2001: error(
    "unknown name (nearest names offered)",
    (p: UnknownName) => `Unknown ${p.what} ${quoted(p.name)}${didYouMean(p.nearest)}`,
  ),
  /** Without a name: an output that stands beside one without a name, or has none itself. */
  ADG2002: error("declared twice", (p: { what: string; name: string } | { what: "output beside others" }) =>
    "name" in p
      ? `The ${p.what} ${quoted(p.name)} is declared twice.`
      : "An output without a name must be the only one: give each of them a name.",
  ),
  ADG2003: error("import of an `.adg` file or of a name in it cannot be resolved", (p: ImportProblem) =>
    importProblemText(p),
  ),
  ADG2004: warning(
    "never used: task, type, import, `let`",
    (p: { what: "task" | "workflow" | "type" | "import" | "name"; name: string }) =>
      `The ${p.what} ${quoted(p.name)} is never used.`,
  ),
  ADG3001: error("type mismatch", (p: TypeProblem) => typeProblemText(p)),
  ADG3002: error("arguments: too many, missing, unknown, twice", (p: ArgumentProblem) => argumentProblemText(p)),
  ADG3003: error("result not known when this rule fires", (p: UnknownResult) => unknownResultText(p)),
  ADG3004: error(
    "no such member",
    (p: { member: string; type: string; nearest: readonly string[]; mayBeNull: boolean }) =>
      p.mayBeNull
        ? `${quoted(p.member)} cannot be read where the value may be null: test it with "!= null" first.`
        : `A value of type ${quotedType(p.type)} has no member ${quoted(p.member)}${didYouMean(p.nearest)}`,
  ),
  ADG4001: error(
    "the rule would create an edge type that is not declared",
    (p: { from: string; to: string }) => `This would create an edge "${p.from} -> ${p.to}", which is not declared.`,
  ),
  ADG4002: warning(
    "declared edge type that nothing can create",
    (p: { from: string; to: string }) => `Nothing can create an edge "${p.from} -> ${p.to}".`,
  ),
  /** `circle`: names of tasks, the one that is waited for first and last. `under`: the name after that word. */
  ADG5001: error(
    "the rule waits for no more of something that it can itself lead to; the circle is shown",
    (p: { task: string; under: string | undefined; circle: readonly string[] }) =>
      `This rule waits for no more ${quoted(p.task)}${p.under === undefined ? "" : ` under ${quoted(p.under)}`}, and can itself lead to one: ${circleText(p.circle)}.`,
  ),
  ADG5002: warning(
    "the rule can never fire: nothing adds what it waits for",
    (p: { task: string }) => `This rule can never fire: nothing adds ${quoted(p.task)}.`,
  ),
  /** `circle`: names of tasks, the first one again at the end. */
  ADG5003: warning(
    "may grow for ever: a circle of rules in which every addition is unconditional",
    (p: { circle: readonly string[] }) =>
      `This may grow for ever: ${circleText(p.circle)}; a "where" or an "if" on the way would end it.`,
  ),
  /** `what`: the task, with `under x` if it stands there. */
  ADG5004: warning(
    "`all t` may still grow when this rule fires",
    (p: { mode: "all" | "succeeded" | "settled"; what: string }) =>
      `"${p.mode} ${p.what}" may still grow when this rule fires: wait for "no more ${p.what}".`,
  ),
  ADG5005: hint(
    "depends on timing: `at least`, `every`",
    (p: { what: "at least" | "every"; task: string }) =>
      `Which ${quoted(p.task)} nodes "${p.what}" takes depends on timing.`,
  ),
  /** `tolerant`: what the condition should say. */
  ADG5006: warning(
    "would be blocked by the very failure it is meant for",
    (p: { failed: string; task: string; tolerant: string }) =>
      `A failed ${quoted(p.failed)} node may have led to ${quoted(p.task)}, so it would block this rule, which is meant for it: say ${quoted(p.tolerant)}.`,
  ),
  ADG6001: error(
    "TypeScript module not found",
    /** `reason`, a clause: why one that is there cannot be read. */
    (p: { path: string; nearest: readonly string[]; reason?: string }) =>
      p.reason === undefined
        ? `There is no TypeScript module ${quoted(p.path)}${didYouMean(p.nearest)}`
        : `The TypeScript module ${quoted(p.path)} cannot be read: ${p.reason}.`,
  ),
  ADG6002: error(
    "no such function exported by the TypeScript module",
    (p: { name: string; path: string; nearest: readonly string[] }) =>
      `${quoted(p.path)} exports no ${quoted(p.name)}${didYouMean(p.nearest)}`,
  ),
  ADG6003: error("signature differs from the TypeScript function's", (p: SignatureProblem) => signatureProblemText(p)),
  /** `implementations`: those that are there, as words of the language; empty for none. */
  ADG6004: error(
    "task without an implementation, or with two",
    (p: { task: string; implementations: readonly string[] }) =>
      p.implementations.length === 0
        ? `The task ${quoted(p.task)} has no implementation: add "from", "sh", "=", "python" or "celery".`
        : `The task ${quoted(p.task)} has more than one implementation: ${listText(p.implementations.map(quoted), "and")}.`,
  ),
  /** `problem` is a sentence without its full stop. */
  ADG6005: error(
    "shell command: cannot be parsed, or an interpolation stands where its quoting cannot be told",
    (p: { problem: string }) => `${p.problem}.`,
  ),
};

/** A code that the compiler can give. */
export type Code = keyof typeof catalogue;

/** The facts that a diagnostic of the code states. */
export type Parameters<C extends Code> = (typeof catalogue)[C] extends Entry<infer P> ? P : never;

/** What the codes say that only a run can give. Their wording is the runtime's. */
export const runTimeTitles = {
  ADG7001: "input, secret or executor missing, unknown or of the wrong type",
  ADG7002: "value is not of the declared type: a result, or a `json` argument",
  ADG7003: "key met again with other arguments",
  ADG7004: "task failed: exit status or exception, attempts, last lines of its output",
  ADG7005: "undeclared edge type, or edge towards an existing node, through the TypeScript interface",
  ADG7006: "growth guard: more than `at most N` nodes of a task",
  ADG7007: "an expression or imported function failed in a rule",
  ADG7008: "`fail` ran",
  ADG7009: "an output has no value, or several",
  ADG7010: "a rule is blocked at the end of the run, by which failures",
} as const;

/** Title of each code, of compiler and runtime. */
export const titles: Readonly<Record<Code | keyof typeof runTimeTitles, string>> = {
  ...(Object.fromEntries(Object.entries(catalogue).map(([code, entry]) => [code, entry.title])) as Record<
    Code,
    string
  >),
  ...runTimeTitles,
};

/** A diagnostic of the catalogue, at a place. */
export function diagnose<C extends Code>(
  code: C,
  at: { readonly file: string; readonly span: Span },
  parameters: Parameters<C>,
  extra: { readonly related?: Diagnostic["related"]; readonly fixes?: readonly Fix[] } = {},
): Diagnostic {
  const entry = catalogue[code] as Entry<Parameters<C>>;
  return {
    code,
    severity: entry.severity,
    file: at.file,
    span: at.span,
    message: entry.message(parameters),
    related: extra.related ?? [],
    fixes: extra.fixes ?? [],
  };
}
