/** Bodies that may take long: they stop now and then, so that others have a turn. */
import type * as ast from "../ast.ts";
import { code, type Code } from "./code.ts";
import type { RuleSight } from "./rule-sight.ts";

/** A power of two: so often does a loop go round before its body stops. */
const ROUNDS = 512;

/** Whether a body goes round in loops. Those of rules in it are not its own. */
export function hasLoop(body: ast.Body): boolean {
  return body.statements.some((statement) => {
    if (statement.kind === "for") return true;
    if (statement.kind !== "if") return false;
    return [...statement.branches.map((branch) => branch.body), statement.else].some(
      (each) => each !== undefined && hasLoop(each),
    );
  });
}

/** Declares what rounds are counted in; to be called where the body begins. */
export function emitCounter(sight: RuleSight): Code {
  return code`let ${sight.declare(sight.context.roundsOf(sight.rule)).name} = 0;`;
}

/** Counts a round of a loop, and stops now and then. */
export function emitRound(sight: RuleSight): Code {
  const rounds = sight.readThing(sight.context.roundsOf(sight.rule), () => "number");
  return code`if (++${rounds} % ${String(ROUNDS)} === 0) yield;`;
}
