/** The outcome that the answer of a function means. Only where the engine is: to find places in a stack takes a library. */
import type { CallOutcome } from "../executor.ts";
import { failureOfThrown } from "../failure.ts";
import type { ModuleAnswer } from "./module-answer.ts";

export function outcomeOf(answer: ModuleAnswer): CallOutcome {
  switch (answer.kind) {
    case "value":
      return answer.spawned.length === 0
        ? { ok: true, value: answer.value }
        : { ok: true, value: answer.value, spawned: answer.spawned };
    case "refused":
      return { ok: false, failure: { code: "ADG7002", message: answer.message } };
    case "threw":
      return { ok: false, failure: failureOfThrown("ADG7004", answer.thrown, answer.says) };
  }
}
