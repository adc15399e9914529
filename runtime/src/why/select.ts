/** The rule or node that people mean by what they write. */
import { nodesCalled } from "../ask/nodes-called.ts";
import { nodeId } from "../identity.ts";
import { nodeLabel, shortText, taskName } from "./label.ts";
import { nodeWords } from "./words.ts";
import type { RunState } from "../state.ts";
import type { RuleId, Workflow } from "../workflow.ts";

export type Selected<T> =
  { readonly kind: "found"; readonly it: T } | { readonly kind: "unclear"; readonly message: string };

const mostNamed = 5;

/** A rule by its line (`12`, `line 12`), its name, or its head or a part of that. */
export function selectRule({ rules }: Workflow, text: string): Selected<RuleId> {
  const wanted = text.trim().replace(/:$/, "");
  const line = /^(?:line )?(\d+)$/.exec(wanted)?.[1];
  const ids = [...rules.keys()];
  const matching =
    line === undefined
      ? firstOf(
          () => ids.filter((id) => rules[id]?.name === wanted),
          () => ids.filter((id) => rules[id]?.text === wanted),
          () => ids.filter((id) => rules[id]?.text === `when ${wanted}`),
          () => (wanted === "" ? [] : ids.filter((id) => rules[id]?.text.includes(wanted))),
        )
      : ids.filter((id) => rules[id]?.line === Number(line));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return { kind: "found", it: only };
  const told = (id: RuleId): string => `"${rules[id]?.text}" (line ${rules[id]?.line})`;
  if (only !== undefined)
    return { kind: "unclear", message: `Several rules match "${text}": ${named(matching.map(told))}.` };
  const near = nearest(
    wanted,
    ids.filter((id) => isNear(wanted, rules[id]?.name ?? "") || isNear(wanted, rules[id]?.text ?? "")),
    (id) => rules[id]?.name ?? rules[id]?.text ?? "",
  );
  const hint = line === undefined ? near : nearestLines(rules, Number(line));
  return { kind: "unclear", message: `No rule matches "${text}"${didYouMean(hint.map(told))}` };
}

/** A node by its number, its id or the beginning of that, or its task and its key or arguments: `survey "three"`. */
export function selectNode(state: RunState, text: string): Selected<number> {
  const wanted = text.trim();
  const { entered: count } = state;
  if (/^#?\d+$/.test(wanted)) {
    const number = Number(wanted.replace("#", ""));
    if (number < count) return { kind: "found", it: number };
    return { kind: "unclear", message: `There is no node ${number}; the run has ${count}.` };
  }
  const task = /^[A-Za-z_][\w.]*/.exec(wanted)?.[0] ?? "";
  const ids = state.workflow.tasks.flatMap(({ name }, id) => (name === task ? [id] : []));
  const ofTask = state.scopes.flatMap(({ sets }) => ids.flatMap((id) => sets.get(id)?.members ?? []));
  const rest = wanted.slice(task.length).trim();
  const matching =
    ofTask.length > 0 && !rest.startsWith("-")
      ? firstOf(
          () => ofTask.filter((node) => isCalled(state, node, rest)),
          () => nodesCalled(state, wanted),
        )
      : byId(state, wanted);
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return { kind: "found", it: only };
  const told = (node: number): string => {
    const label = nodeLabel(state, node);
    return label.label === undefined ? label.id : `${nodeWords(label)} (${label.id})`;
  };
  if (only !== undefined) {
    const some = matching.slice(0, mostNamed).map(told);
    return { kind: "unclear", message: `Several nodes match "${text}": ${named(some, matching.length)}.` };
  }
  if (ofTask.length === 0 && ids.length > 0) return { kind: "unclear", message: `There is no ${task} node.` };
  if (ofTask.length === 0) {
    const tasks = [...state.workflow.tasks.keys()].filter((id) => isNear(task, taskName(state.workflow, id)));
    const names = nearest(task, tasks, (id) => taskName(state.workflow, id));
    return {
      kind: "unclear",
      message: `No node matches "${text}"${didYouMean(names.map((id) => taskName(state.workflow, id)))}`,
    };
  }
  const near = nearest(rest, ofTask.slice(0, mostCompared), (node) => shortText(state, node) ?? "");
  return { kind: "unclear", message: `No ${task} node matches "${text}"${didYouMean(near.map(told))}` };
}

function isCalled(state: RunState, node: number, wanted: string): boolean {
  if (wanted === "") return true;
  const label = shortText(state, node);
  return label === wanted || label === JSON.stringify(wanted) || label === wanted.replace(/^\((.*)\)$/, "$1");
}

/** An id begins with its task's name. */
function byId(state: RunState, wanted: string): readonly number[] {
  const found: number[] = [];
  for (let node = 0; node < state.entered; node += 1) {
    if (!wanted.startsWith(taskName(state.workflow, state.graph.task(node)))) continue;
    const id = nodeId(state, node);
    if (id === wanted) return [node];
    if (id.startsWith(wanted)) found.push(node);
  }
  return found;
}

function firstOf<T>(...ways: readonly (() => readonly T[])[]): readonly T[] {
  for (const way of ways) {
    const found = way();
    if (found.length > 0) return found;
  }
  return [];
}

const named = (texts: readonly string[], count = texts.length): string => {
  const shown = texts.slice(0, mostNamed);
  return count > shown.length
    ? `${shown.join(", ")} and ${(count - shown.length).toLocaleString("en")} more`
    : shown.join(", ");
};

const didYouMean = (texts: readonly string[]): string => {
  const others = texts.slice(0, -1);
  const last = texts.at(-1);
  if (last === undefined) return ".";
  return `; did you mean ${others.length === 0 ? last : `${others.join(", ")} or ${last}`}?`;
};

/** Whether it is written almost so, or has a word in common with it. */
function isNear(wanted: string, text: string): boolean {
  const words = wanted.split(/\W+/).filter((word) => word.length > 2 && word !== "when");
  if (words.some((word) => text.split(/\W+/).includes(word))) return true;
  return distance(wanted.slice(0, 80), text.slice(0, 80)) <= Math.max(2, wanted.length / 3);
}

const mostCompared = 1000;
const mostNear = 3;

function nearest<T>(wanted: string, all: readonly T[], textOf: (one: T) => string): readonly T[] {
  return all
    .map((one) => ({ one, far: distance(wanted.slice(0, 80), textOf(one).slice(0, 80)) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, mostNear)
    .map(({ one }) => one);
}

function nearestLines(rules: Workflow["rules"], line: number): readonly RuleId[] {
  return [...rules.keys()]
    .sort((a, b) => Math.abs((rules[a]?.line ?? 0) - line) - Math.abs((rules[b]?.line ?? 0) - line))
    .slice(0, mostNear);
}

/** How many letters differ (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swapped, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
