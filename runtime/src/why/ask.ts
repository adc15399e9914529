/** What people ask of a run: by the rule or node that they name, or why it is where it is. */
import { NONE } from "../graph.ts";
import { isHandled } from "../report.ts";
import type { RunState } from "../state.ts";
import type { Surroundings, WhyNode, WhyRule } from "./answer.ts";
import { whyNode } from "./node.ts";
import { whyRule } from "./rule.ts";
import { selectNode, selectRule } from "./select.ts";
import { whyText } from "./text.ts";

/** `text`: the answers for people. `unclear`: nothing, or several things, are called so. */
export type Asked =
  | { readonly kind: "answered"; readonly answers: readonly (WhyRule | WhyNode)[]; readonly text: string }
  | { readonly kind: "unclear"; readonly message: string };

/**
 * `what`: a rule (its line, its name, its head or a part of that) or a node (its id, or the beginning of it, its task and key or
 * arguments). Left out, it is asked about each rule that has not done all that it could (that still waits, is blocked or never fired), and
 * about the first nodes of which the failure is nobody's business yet; where there is none of these, about the first nodes that have not ended.
 */
export function ask(state: RunState, what: string | undefined, surroundings: Surroundings): Asked {
  if (what === undefined) {
    const failed = openFailures(state).map((node) => whyNode(state, node, surroundings));
    const answers = [...openRules(state, surroundings), ...failed];
    if (answers.length > 0) return answered(answers);
    return answered(lastToEnd(state).map((node) => whyNode(state, node, surroundings)));
  }
  const rule = selectRule(state.workflow, what);
  const isCertain =
    rule.kind === "found" && (/^(?:line )?\d+$|^when /.test(what.trim()) || isNameOf(state, rule.it, what));
  if (isCertain) return answered([whyRule(state, rule.it, surroundings)]);
  const node = selectNode(state, what);
  if (node.kind === "found") return answered([whyNode(state, node.it, surroundings)]);
  if (rule.kind === "found") return answered([whyRule(state, rule.it, surroundings)]);
  // What looks like a task and what it got, or an id, is meant as a node.
  const isNode = /^[A-Za-z_]\w*(?:-[0-9a-f]+| ?["({].*|$)/.test(what) || isCall(state, what);
  return isNode && !what.startsWith("when") ? node : rule;
}

/** A task's name and something behind it. */
const isCall = ({ workflow }: RunState, what: string): boolean =>
  workflow.tasks.some(({ name }) => /^\s*[\s(]/.test(what.trim().slice(name.length)) && what.trim().startsWith(name));

const isNameOf = (state: RunState, rule: number, what: string): boolean =>
  state.workflow.rules[rule]?.name === what.trim();

function openRules(state: RunState, surroundings: Surroundings): readonly WhyRule[] {
  return [...state.workflow.rules.keys()]
    .map((rule) => whyRule(state, rule, surroundings))
    .filter(({ state: now, isOpen }) => now !== "fired" || isOpen);
}

/** The first of the failed nodes, in the order of their failures, that nothing has handled. */
function openFailures(state: RunState): readonly number[] {
  const found: number[] = [];
  for (const { unsuccessful } of state.scopes)
    for (const node of unsuccessful) {
      if (state.graph.state(node) !== "failed" || state.inside.has(node) || isHandled(state, node)) continue;
      if (found.push(node) === mostFailures) return found;
    }
  return found;
}

const mostFailures = 5;

/** The first of the nodes that have not ended and that no other such node waits for. */
function lastToEnd({ graph }: RunState): readonly number[] {
  const found: number[] = [];
  for (let node = 0; node < graph.size && found.length < mostFailures; node += 1)
    if (!graph.isSettled(node) && !isAwaited(graph, node)) found.push(node);
  return found;
}

function isAwaited(graph: RunState["graph"], node: number): boolean {
  for (let edge = graph.firstOut(node); edge !== NONE; edge = graph.nextOut(edge))
    if (!graph.isSettled(graph.to(edge))) return true;
  return false;
}

function answered(answers: readonly (WhyRule | WhyNode)[]): Asked {
  return { kind: "answered", answers, text: answers.map(whyText).join("\n\n") };
}
