/** Reasons as lines. */
import { aPredicate } from "./label.ts";
import { joined, line, type Line } from "./lines.ts";
import { countWords, failureWords, nodesWords, nodeWords, ruleWords, stateWords } from "./words.ts";
import type {
  Around,
  ConditionReason,
  NodeLabel,
  NodeReason,
  NodesReason,
  Reason,
  TaskReason,
  TupleReason,
  TuplesReason,
} from "./answer.ts";

export const reasonLines = (reasons: readonly Reason[]): readonly Line[] =>
  reasons.flatMap((reason) => linesOf(reason));

function linesOf(reason: Reason): readonly Line[] {
  switch (reason.kind) {
    case "condition":
      return [conditionLine(reason)];
    case "tuples":
      return tuplesLines(reason);
    case "rule": {
      const { rule, adds, reasons } = reason;
      const told = adds === undefined ? "may still fire, and make it" : `may still add ${adds}`;
      return [line(`${ruleWords(rule)} ${told}`, reasonLines(reasons))];
    }
    case "task":
      if (isOnlyAgain(reason)) return [line(`more ${reason.task} may come (see above)`)];
      return [joined(`more ${reason.task} may come`, reasonLines(reason.reasons))];
    case "spawns":
      return [line(`${reason.task} may append ${reason.adds} as it runs`, reasonLines(reason.reasons))];
    case "elsewhere":
      return [joined("from elsewhere", reasonLines(reason.reasons))];
    case "nodes":
      return nodesLines(reason);
    case "use": {
      const { workflow, node, reasons } = reason;
      return [
        line(
          `in workflow ${node.task === workflow ? nodeWords(node) : `${workflow} (${nodeWords(node)})`}`,
          reasonLines(reasons),
        ),
      ];
    }
    case "more-uses":
      return [line(`and in ${reason.more.toLocaleString("en")} more uses of workflow ${reason.workflow}`)];
    case "again":
      return [line(`${reason.rule === undefined ? `more ${reason.task ?? ""}` : ruleWords(reason.rule)} (see above)`)];
    case "cut":
      return [line("… there is more")];
    case "soon":
      return [line("nothing keeps it any more: it is about to be decided")];
  }
}

const isOnlyAgain = ({ task, reasons: [first, ...others] }: TaskReason): boolean =>
  first?.kind === "again" && first.task === task && others.length === 0;

const VERDICTS: Readonly<Record<ConditionReason["verdict"], string>> = {
  holds: "holds",
  waits: "waits",
  never: "cannot hold any more",
  blocked: "is blocked",
  unsure: "waits",
};

/** `on`: nodes that are named already. */
function conditionLine(condition: ConditionReason, on: readonly NodeLabel[] = []): Line {
  const { text, verdict, under, failures, reasons } = condition;
  const anchor = under === undefined || on.some(({ node }) => node === under.node) ? "" : ` (${nodeWords(under)})`;
  const quoted = text === aPredicate ? text : `"${text}"`;
  const head = `${quoted}${anchor} ${VERDICTS[verdict]}${countedWords(condition)}`;
  const failed = (failures?.shown ?? []).map((failure) => line(failureWords(failure)));
  if (failures !== undefined && failures.more > 0) failed.push(line(`and ${failures.more.toLocaleString("en")} more`));
  if (verdict === "unsure") {
    const why = "no more can come, but what failed may have kept some away; that is known once these have ended";
    return line(`${head}: ${why}`, [...failed, ...reasonLines(reasons)]);
  }
  return joined(head, [...failed, ...reasonLines(reasons)]);
}

function countedWords({ text, have, want, verdict }: ConditionReason): string {
  if (have === undefined) return "";
  if (want !== undefined)
    return ` (${have.toLocaleString("en")} of ${want.toLocaleString("en")}${text.startsWith("all") ? " ended" : ""})`;
  return verdict === "never" || have === 0 ? "" : ` (${have.toLocaleString("en")} so far)`;
}

/** Conditions that hold are told only where none waits. */
function conditionLines(conditions: readonly ConditionReason[], on: readonly NodeLabel[]): readonly Line[] {
  const waiting = conditions.filter(({ verdict }) => verdict !== "holds");
  return (waiting.length > 0 ? waiting : conditions).map((condition) => conditionLine(condition, on));
}

function tuplesLines({ rule, tuples: { shown, more } }: TuplesReason): readonly Line[] {
  const lines = shown.flatMap((tuple) => tupleLines(tuple));
  return more > 0 ? [...lines, line(`and ${more.toLocaleString("en")} more wait for ${ruleWords(rule)}`)] : lines;
}

/** What a tuple waits for; with its nodes, where it has any. */
export function tupleLines({ on, around, state, conditions }: TupleReason): readonly Line[] {
  const below = conditionLines(conditions, on);
  const nodes = on.length > 0 ? on : nodesAround(around);
  if (state === "ready")
    return [line(nodes.length === 0 ? "it fires next" : `it fires next for ${nodesWords({ shown: nodes, more: 0 })}`)];
  if (nodes.length === 0) return below;
  return [line(`for ${nodesWords({ shown: nodes, more: 0 })}:`, below)];
}

const nodesAround = (around: readonly Around[]): Around["on"] => around.find(({ on }) => on.length > 0)?.on ?? [];

function nodesLines({ task, running, ready, waiting, nodes: { shown, more } }: NodesReason): readonly Line[] {
  const lines = shown.map((node) => nodeLine(node));
  if (more === 0) return lines;
  const parts = [
    running > 0 ? `${running.toLocaleString("en")} run` : "",
    ready > 0 ? `${ready.toLocaleString("en")} could run and ${ready === 1 ? "has" : "have"} not begun` : "",
    waiting > 0 ? `${waiting.toLocaleString("en")} wait` : "",
  ];
  const count = running + ready + waiting;
  const have = count === 1 ? "has" : "have";
  const told = `${countWords(count, task)} ${have} not ended: ${parts.filter((part) => part !== "").join(", ")}`;
  const rest = shown.length === 0 ? [] : [line(`and ${more.toLocaleString("en")} more`)];
  return [line(told, [...lines, ...rest])];
}

const nodeLine = (reason: NodeReason): Line =>
  line(`${nodeWords(reason.node)} ${stateWords(reason)}`, insideLines(reason));

/** What an unsettled node waits for, or what has not ended inside of it. */
export function insideLines({ waitsFor, inside }: NodeReason): Line[] {
  if (inside !== undefined) return [...reasonLines(inside)];
  if (waitsFor === undefined) return [];
  const lines = waitsFor.shown.map((node) => nodeLine(node));
  if (waitsFor.more > 0 && lines.length > 0) lines.push(line(`and ${waitsFor.more.toLocaleString("en")} more`));
  return lines;
}
