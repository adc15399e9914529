/** What the machine answers that has called a Python function for a run elsewhere, and the outcome that it means. */
import { readFile } from "node:fs/promises";
import type { Call, CallOutcome } from "../executor.ts";
import type { Python } from "./find-python.ts";
import type { Exit } from "./process-group.ts";
import { pythonOutcome } from "./python.ts";
import type { PythonAnswer } from "./python-program.ts";

/** As JSON. `refused`: nothing ran, for a reason that is told. `answer`: what the interpreter wrote, if it is short; else it lies in `file`. */
type ReturnedPython =
  | { readonly kind: "refused"; readonly message: string }
  | {
      readonly kind: "ended";
      readonly exit: Exit;
      readonly python: Python;
      readonly answer?: PythonAnswer;
      readonly file?: string;
    };

export async function outcomeOfReturned(value: unknown, call: Call): Promise<CallOutcome> {
  if (typeof value !== "string") return refused(`"${call.task.name}" was run by another task than adg's own`);
  const returned = JSON.parse(value) as ReturnedPython;
  if (returned.kind === "refused") return refused(returned.message);
  const { exit, python, file } = returned;
  const answer = file === undefined ? returned.answer : (JSON.parse(await readFile(file, "utf8")) as PythonAnswer);
  return pythonOutcome(exit, answer, python);
}

function refused(message: string): CallOutcome {
  return { ok: false, final: true, failure: { code: "ADG7004", message } };
}
