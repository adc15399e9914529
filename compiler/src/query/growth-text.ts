/** In words: how often a rule fires, what it waits for, and what may add to a task. */
import type * as ast from "../ast.ts";
import { nameOf } from "../check/checker.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import type { TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { ruleText } from "../proofs/rule-text.ts";
import { positionAt, sourceOf as sourceOfText } from "../source.ts";
import type { Firings } from "../type-graph.ts";
import { listText } from "../wording/phrases.ts";
import { moduleGraph } from "./module-graph.ts";
import { sourceOf } from "./task-text.ts";

/** How often a rule may fire, as a sentence. */
export function firingText(rule: RuleLike, module: CheckedModule): string {
  if (rule.kind === "start") return "Runs once, when its scope begins.";
  const firings = moduleGraph(module).firings.get(rule);
  return firings === undefined ? "It is not known how often this rule fires." : `Fires ${oftenText(firings, module)}.`;
}

/** `once for each "pdf" node` */
function oftenText(firings: Firings, { checker }: CheckedModule): string {
  const node = (task: TaskSymbol): string => `\`${nameOf(checker, task)}\` node`;
  switch (firings.kind) {
    case "once":
      return "at most once in its scope";
    case "each":
      return `at most once for each ${node(firings.task)}`;
    case "tuples":
      return `at most once for each combination of ${listText(
        firings.tasks.map((task) => `${article(nameOf(checker, task))} ${node(task)}`),
        "and",
      )}`;
  }
}

/** `a` or `an`, as the name is most likely said. */
export function article(name: string): "a" | "an" {
  return /^(?!uni|use|us[ai]|eu|one|once)[aeiou]/i.test(name) ? "an" : "a";
}

/** What must hold before a rule fires, a phrase for each condition. */
export function waitingTexts({ conditions, where }: ast.Rule, module: CheckedModule): readonly string[] {
  const guard = where === undefined ? [] : [`\`${sourceOf(where, module.file.text)}\` is true of them`];
  return [...conditions.map((condition) => conditionText(condition, module)), ...guard];
}

function conditionText(condition: ast.Condition, { file, checker }: CheckedModule): string {
  const isHeld = condition.kind !== "no-more" && checker.symbols.get(condition.subject)?.kind !== "task";
  const name = `\`${condition.kind === "no-more" ? condition.task.text : condition.subject.text}\``;
  const under = "under" in condition && condition.under !== undefined ? ` under \`${condition.under.text}\`` : "";
  switch (condition.kind) {
    case "event": {
      const key = condition.key === undefined ? "" : ` with the key \`${sourceOf(condition.key, file.text)}\``;
      if (isHeld) return `the node ${name} ${eventText[condition.event]}`;
      return `${key === "" ? article(condition.subject.text) : "the"} ${name} node${key} ${eventText[condition.event]}`;
    }
    case "no-more": {
      const despite = condition.despite ? ", whatever failures kept away" : "";
      return `no more ${name} node${under} can ever be added${despite}`;
    }
    case "all": {
      const ended = condition.event === "done" ? "is done" : "is settled";
      return isHeld
        ? `every node of ${name} ${ended}`
        : `no more ${name} node${under} can be added, and every one ${ended}`;
    }
    case "at-least":
      return `\`${sourceOf(condition.count, file.text)}\` ${name} nodes${under} are ${condition.event}`;
    case "every":
      return `the next \`${sourceOf(condition.count, file.text)}\` ${name} nodes${under} are done, or the rest when no more can come`;
  }
}

const eventText: Readonly<Record<ast.NodeEvent, string>> = {
  added: "is added",
  done: "is done",
  failed: "has failed",
  settled: "is done, failed or skipped",
};

/** What may add nodes of a task in a file, a line for each rule and each task that spawns it. */
export function addingTexts(task: TaskSymbol, module: CheckedModule): readonly string[] {
  const { addings, spawners } = moduleGraph(module);
  const lines = (addings.get(task) ?? []).map(
    ({ site, firings }) => `${ruleLabel(site.owner, module)}, ${oftenText(firings, module)}`,
  );
  const spawning = (spawners.get(task) ?? []).map(
    (each) => `each running \`${nameOf(module.checker, each)}\` node, which spawns it`,
  );
  return [...new Set([...lines, ...spawning])];
}

/** `when discover done as d` in line 24 */
export function ruleLabel(rule: RuleLike, { file: { file, text } }: CheckedModule): string {
  const { line } = positionAt(sourceOfText(file, text), rule.span.start);
  return `\`${ruleText(rule, text)}\` (line ${line})`;
}
