import type { Report } from "@adg/runtime";
import { diagnosticsJson } from "./diagnostic-json.ts";
import { printOut } from "./print-out.ts";
import type { Reporter } from "./reporter.ts";

/** Prints one JSON object when the run is over, and nothing else. */
export function jsonReporter(): Reporter {
  return {
    see() {},
    interrupted() {},
    close() {},
    refused: ({ problems }) => printOut(JSON.stringify(nothingRan(problems))),
    rejected: ({ checked }) => printOut(JSON.stringify(nothingRan(diagnosticsJson(checked)))),
    finished: (report) => printOut(JSON.stringify(report)),
  };
}

/** A report of the usual shape about a run that never began. */
function nothingRan(errors: readonly object[]): object {
  const rest: Omit<Report, "errors" | "run"> = {
    status: "failed",
    outputs: {},
    nodes: {},
    handled: 0,
    edges: {},
    rules: [],
  };
  return { run: null, ...rest, errors };
}
