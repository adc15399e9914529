/** Why a rule is closed, as lines. */
import { line, type Line } from "./lines.ts";
import { failureWords, ruleWords } from "./words.ts";
import type { Adder, ClosedReason, Some } from "./answer.ts";

export const closedLines = (reasons: readonly ClosedReason[]): readonly Line[] =>
  reasons.flatMap((reason) => closedLine(reason));

function closedLine(reason: ClosedReason): readonly Line[] {
  switch (reason.kind) {
    case "error":
      return [line(`it failed: ${reason.failure.message}`)];
    case "stopped":
      return [line(`${reason.of === "run" ? "the run" : "its workflow"} ended before it could: ${reason.message}`)];
    case "ended-otherwise": {
      const { shown, more } = reason.nodes;
      const lines = shown.map((failure) => line(failureWords(failure)));
      return more > 0 ? [...lines, line(`and ${more.toLocaleString("en")} more`)] : lines;
    }
    case "rejected":
      return [line(`its "where" held for none of ${reason.count} ${reason.count === 1 ? "candidate" : "candidates"}`)];
    case "too-few":
      return [line(`"${reason.text}" cannot hold any more: ${reason.have} of ${reason.want}, and no more can come`)];
    case "predicate":
      return [line("its predicate never held")];
    case "unmet": {
      const { text, task, there, adders } = reason;
      const { done, failed, skipped } = there;
      const counts = [
        [done, "succeeded"],
        [failed, "failed"],
        [skipped, "was skipped"],
      ] as const;
      const told = counts
        .filter(([count]) => count > 0)
        .map(
          ([count, how]) =>
            `${count.toLocaleString("en")} ${count > 1 && how === "was skipped" ? "were skipped" : how}`,
        );
      const head = told.length === 0 ? `no ${task} was ever added` : `of the ${task} nodes ${told.join(", ")}`;
      return [line(`"${text}" was never met: ${head}, and no more can come`, adderLines(adders))];
    }
    case "unmatched": {
      const met = reason.met.map(({ text, count }) => line(`"${text}": ${count.toLocaleString("en")}`));
      return [line("no nodes met its conditions together", met)];
    }
    case "never-made":
      return [line("the rule around it never made it", adderLines({ shown: [reason.around], more: 0 }))];
    case "never-used":
      return [line(`workflow ${reason.workflow} was never used`, adderLines(reason.adders))];
  }
}

function adderLines({ shown, more }: Some<Adder>): readonly Line[] {
  const lines = shown.map(({ rule, fired, blocked, closed }) => {
    const times = fired === 1 ? "once" : `${fired.toLocaleString("en")} times`;
    const told = blocked > 0 ? "is blocked" : fired > 0 ? `fired ${times}, and added none` : "never fired";
    return line(`${ruleWords(rule)} ${told}`, closedLines(closed));
  });
  return more > 0 ? [...lines, line(`and ${more} more rules`)] : lines;
}
