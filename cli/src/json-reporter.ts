import type { Report } from "@adg/runtime";
import { diagnosticsJson } from "./diagnostic-json.ts";
import { print } from "./print.ts";
import type { Reporter } from "./reporter.ts";

/** Prints one JSON object when the run is over, and nothing else. */
export function jsonReporter(): Reporter {
  return {
    watch: () => Promise.resolve(undefined),
    remark: () => Promise.resolve(),
    interrupted() {},
    close() {},
    refused: ({ problems, cutOff }) => print(JSON.stringify(withoutOutcome(problems, cutOff))),
    rejected: ({ checked }) =>
      print(JSON.stringify(withoutOutcome(diagnosticsJson(checked).filter((each) => each.severity === "error")))),
    async finished(report, { problem }) {
      await print(JSON.stringify(report));
      if (problem !== undefined) await print(problem, process.stderr);
    },
  };
}

/** A report of the usual shape about a run that never began, or was cut off. */
function withoutOutcome(errors: readonly object[], run: string | null = null): object {
  const rest: Omit<Report, "errors" | "run"> = {
    status: "failed",
    outputs: {},
    nodes: {},
    handled: 0,
    edges: {},
    rules: [],
  };
  return { run, ...rest, errors };
}
