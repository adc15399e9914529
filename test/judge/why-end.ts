/** What the answers to "why" must be whatever the run: they never throw, stay small, and in the end say what the report says. */
import { reportOf } from "../../runtime/src/report.ts";
import { usualLimits, whyNode, whyRule, whyText, type Surroundings } from "../../runtime/src/why/why.ts";
import type { RunState } from "../../runtime/src/state.ts";

const surroundings: Surroundings = { now: 0, attemptOf: () => undefined };

/** Asks about everything; what is wrong, if anything. */
export function wrongAnswers(state: RunState): readonly string[] {
  const wrong: string[] = [];
  const { rules } = reportOf(state, "run");
  for (const [id, { state: standing, fired, blocked }] of rules.entries()) {
    const answer = whyRule(state, id, surroundings);
    const text = whyText(answer);
    wrong.push(...tooLarge(answer, text));
    if (answer.fired !== fired || answer.blocked !== blocked) wrong.push(`rule ${id} is counted otherwise`);
    if (!state.finished) continue;
    if (answer.isOpen) wrong.push(`rule ${id} is said to be open, and the run has ended`);
    if (answer.state !== standing) wrong.push(`rule ${id} is said to be ${answer.state}, and is ${standing}`);
    if (standing === "closed" && answer.closed.length === 0) wrong.push(`nothing is said of why rule ${id} is closed`);
  }
  for (let node = 0; node < state.graph.size; node += 1) {
    const answer = whyNode(state, node, surroundings);
    wrong.push(...tooLarge(answer, whyText(answer)));
  }
  return wrong;
}

function tooLarge(answer: object, text: string): readonly string[] {
  const most = 6 * usualLimits.size;
  const named = JSON.stringify(answer).split('"kind"').length;
  const lines = text.split("\n").length;
  return named > most || lines > most ? [`an answer has ${named} parts and ${lines} lines`] : [];
}
