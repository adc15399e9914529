/** An answer in plain words: one thought a line, each below what it is the reason for. */
import { closedLines } from "./closed-text.ts";
import { joined, line, render, type Line } from "./lines.ts";
import { reasonLines, tupleLines } from "./reason-text.ts";
import {
  countWords,
  failureWords,
  listWords,
  firingWords,
  nodesWords,
  nodeWords,
  PAST,
  ruleWords,
  stateWords,
} from "./words.ts";
import { insideLines } from "./reason-text.ts";
import type { WhyNode, WhyRule } from "./answer.ts";

/** The answer for people, as lines. */
export const whyText = (answer: WhyRule | WhyNode): string =>
  render(answer.kind === "why-rule" ? ruleLine(answer) : nodeLine(answer));

const times = (count: number): string =>
  count === 1 ? "once" : count === 2 ? "twice" : `${count.toLocaleString("en")} times`;

function ruleLine(answer: WhyRule): Line {
  const { rule, fired, blocked, blockedTuples, waits, closed, firings, rejected, unmatched, isOpen } = answer;
  const below: Line[] = [];
  if (fired > 0) {
    below.push(...firings.map((firing) => line(firingWords(firing))));
    const more = fired - firings.length;
    if (firings.length === 0) below.push(line("it added nothing"));
    else if (more > 0) below.push(line(`and ${more.toLocaleString("en")} more ${more === 1 ? "firing" : "firings"}`));
  }
  if (blocked > 0) {
    for (const tuple of blockedTuples.shown) below.push(...tupleLines(tuple));
    if (blockedTuples.more > 0) below.push(line(`and ${blockedTuples.more.toLocaleString("en")} more are blocked`));
  }
  if (rejected.count > 0) {
    const examples = rejected.examples.filter((nodes) => nodes.length > 0);
    const which = examples.map((nodes) => line(nodesWords({ shown: nodes, more: 0 })));
    const candidates = `${rejected.count.toLocaleString("en")} ${rejected.count === 1 ? "candidate" : "candidates"}`;
    const more = rejected.count > which.length && which.length > 0 ? ", such as" : "";
    below.push(joined(`its "where" did not hold for ${candidates}${more}`, which));
  }
  const alone = Object.entries(unmatched).map(([task, nodes]) => countWords(nodes, task));
  const total = Object.values(unmatched).reduce((sum, nodes) => sum + nodes, 0);
  if (total > 0 && fired > 0)
    below.push(
      line(
        `${listWords({ shown: alone, more: 0 })} met a condition of it, but ${total === 1 ? "is" : "are"} in no firing`,
      ),
    );
  if (isOpen) below.push(...reasonLines(waits));
  else if (closed.length > 0) below.push(...closedLines(closed.filter(({ kind }) => kind !== "rejected")));
  return line(`${ruleWords(rule)} ${ruleState(answer)}`, below);
}

function ruleState({ state, isOpen, fired, rule: { workflow } }: WhyRule): string {
  const inside = workflow === undefined ? "" : ` in workflow ${workflow}`;
  switch (state) {
    case "waiting":
      return `has not fired${inside} yet`;
    case "closed":
      return `never fired${inside}, and cannot any more`;
    case "blocked":
      return `is blocked${inside}`;
    case "fired":
      return isOpen
        ? `has fired ${times(fired)}${inside}, and may fire again`
        : `has fired ${times(fired)}${inside}, and will not again`;
  }
}

function nodeLine(answer: WhyNode): Line {
  const { node, now, inside, addedBy, failure, handled, skippedFor, cancelledBy } = answer;
  const told = now === undefined ? PAST[node.state] : stateWords(now);
  const below: Line[] = now === undefined ? [] : insideLines(now);
  if (failure !== undefined) below.push(line(failure.message));
  if (skippedFor !== undefined) {
    const { shown, more } = skippedFor;
    below.push(
      line(
        "it needs what failed",
        [...shown.map((each) => failureWords(each)), ...(more > 0 ? [`and ${more} more`] : [])].map((text) =>
          line(text),
        ),
      ),
    );
  }
  if (cancelledBy !== undefined) below.push(line(cancelledBy));
  if (handled !== undefined) {
    const [first] = handled.by;
    below.push(line(first === undefined ? "the failure was taken in by a gather" : `${ruleWords(first)} fired on it`));
  }
  if (addedBy.kind === "spawned") below.push(line(`${nodeWords(addedBy.by)} appended it while it ran`));
  else {
    const { rule, on, around } = addedBy;
    const nodes = on.length > 0 ? on : (around[0]?.on ?? []);
    const cause = nodes.length === 0 ? "" : ` on ${nodesWords({ shown: nodes, more: 0 })}`;
    below.push(line(`${ruleWords(rule)} added it${cause}`));
  }
  if (inside !== undefined) below.push(line(`it is inside of ${nodeWords(inside)}`));
  return line(`${nodeWords(node)} ${told ?? node.state}`, below);
}
