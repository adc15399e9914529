import { fileURLToPath } from "node:url";
import { relative } from "node:path";
import type { PendingFiring, PendingNode, PendingSubmission, Rule, Workflow } from "@adg/runtime";
import { callText } from "./short-value.ts";
import { counted } from "./words.ts";

/** What a run asks before it goes on. */
export type Decision =
  | { readonly kind: "extend"; readonly firing: PendingFiring }
  | { readonly kind: "submit"; readonly submission: PendingSubmission }
  | { readonly kind: "finish" };

/** So many nodes of a kind are listed. */
const most = 8;

/** What would happen, in lines for a person. */
export function decisionLines(decision: Decision, workflow: Workflow): readonly string[] {
  switch (decision.kind) {
    case "extend":
      return firingLines(decision.firing, workflow);
    case "submit": {
      const { submission } = decision;
      const { attempt, delay } = submission;
      const wait = delay > 0 ? `, in ${delay / 1000} s` : "";
      return [`run ${nodeText(submission)}${attempt > 1 ? `: attempt ${attempt}${wait}` : ""}`];
    }
    case "finish":
      return ["end the run: nothing more can happen"];
  }
}

function firingLines(firing: PendingFiring, workflow: Workflow): readonly string[] {
  const { rule, nodes, around, adds, meets, rules, count, isWhole, failure } = firing;
  const lines = [`fire ${ruleText(workflow.rules[rule], workflow)}`];
  lines.push(...listed("on", nodes.map(nodeText)), ...listed("inside", around.map(nodeText)));
  if (failure !== undefined) return [...lines, `     fails  ${failure.code}: ${failure.message}`];
  lines.push(...listed("adds", adds.map(nodeText), count));
  if (!isWhole) lines.push("            and goes on from there");
  lines.push(...listed("meets", meets.map(nodeText)));
  const listening = rules.map((nested) => ruleText(workflow.rules[nested], workflow));
  lines.push(...listed("awaits", listening));
  const isEmpty = count === 0 && meets.length === 0 && rules.length === 0;
  return isEmpty ? [...lines, "     adds   nothing"] : lines;
}

/** `when a done as x  (main.adg:7)`. */
function ruleText(rule: Rule | undefined, { source }: Workflow): string {
  if (rule === undefined) return "a rule";
  const file = fileURLToPath(rule.source ?? source);
  return `${rule.text}  (${relative(process.cwd(), file) || file}:${rule.line})`;
}

function nodeText({ task, args, key }: PendingNode): string {
  return `${callText(task, args)}${key === undefined ? "" : ` key ${JSON.stringify(key)}`}`;
}

function listed(what: string, texts: readonly string[], count = texts.length): readonly string[] {
  const lines = texts.slice(0, most).map((text, index) => `     ${(index === 0 ? what : "").padEnd(6)} ${text}`);
  return count > lines.length ? [...lines, `            and ${counted(count - lines.length, "more", "more")}`] : lines;
}
