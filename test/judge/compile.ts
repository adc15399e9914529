/** Random programs go through adg's own compiler: what it refuses is refused, what it emits is judged. */
import { check, emit, type Diagnostic, type Host } from "@adg/compiler";
import { printed, type RuleLines } from "./print.ts";
import type { Program } from "./program.ts";
import type { Workflow } from "../../runtime/src/workflow.ts";

export type Checked =
  | { readonly kind: "accepted" }
  /** Every error is that a rule waits for what it can lead to (ADG5001); `rules` are those that the errors name. */
  | { readonly kind: "unsound"; readonly rules: readonly RuleLines[]; readonly messages: readonly string[] }
  /** The generator drew what is no program. */
  | { readonly kind: "broken"; readonly rules: readonly RuleLines[]; readonly messages: readonly string[] };

const host: Host = {
  readFile: () => ({ kind: "missing" }),
  resolve: (_, path) => path,
  moduleExports: () => ({ kind: "unknown" }),
};

export function checkProgram(program: Program): Checked {
  const { text, rules } = printed(program);
  const errors = check("main.adg", text, host).diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return { kind: "accepted" };
  const named = rules.filter((rule) => errors.some((error) => names(text, error, rule)));
  const messages = errors.map(({ code, message }) => `${code} ${message}`);
  return { kind: errors.every(({ code }) => code === "ADG5001") ? "unsound" : "broken", rules: named, messages };
}

/** Whether a diagnostic, or a place related to it, stands in a rule. */
function names(text: string, { span, related = [] }: Diagnostic, { first, last }: RuleLines): boolean {
  return [span, ...related.map((each) => each.span)].some(({ start }) => {
    const line = text.slice(0, start).split("\n").length;
    return first <= line && line <= last;
  });
}

const compiled = new WeakMap<Program, Promise<Workflow>>();

/** The workflow that adg makes of a program, sound or not. */
export function workflowOf(program: Program): Promise<Workflow> {
  let workflow = compiled.get(program);
  if (workflow === undefined) compiled.set(program, (workflow = load(program)));
  return workflow;
}

async function load(program: Program): Promise<Workflow> {
  const checked = check("main.adg", printed(program).text, host, { waiting: "unproved" });
  if (checked.program === undefined) throw new Error(checked.diagnostics.map(({ message }) => message).join("\n"));
  const runtime = new URL("../../runtime/src/index.ts", import.meta.url).href;
  const { javascript } = emit(checked.program, {
    sourceUrl: (file) => `file:///${file}`,
    resolveModule: () => "file:///tasks.ts",
    runtime,
  });
  const url = `data:text/javascript,${encodeURIComponent(javascript)}`;
  const { workflow } = (await import(/* @vite-ignore */ url)) as { readonly workflow: Workflow };
  return workflow;
}
