/** What happens in a run, a line of JSON for each event, for other programs. */
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { RunEvent, RunView, Workflow } from "@adg/runtime";
import { callText } from "../short-value.ts";
import type { RunListener } from "./listener.ts";

/** Writes to a file, which is made anew. */
export function eventFile(file: string, workflow: Workflow): RunListener {
  const stream = createWriteStream(file);
  const over = finished(stream);
  over.catch(() => {});
  return {
    see(event, view) {
      stream.write(`${JSON.stringify(lineOf(event, view, workflow))}\n`);
    },
    async close() {
      stream.end();
      await over.then(undefined, (error: Error) => {
        throw new Error(`"${file}" could not be written to its end: ${error.message}`, { cause: error });
      });
    },
  };
}

/** Nodes by their ids, and rules as they stand in the program. */
function lineOf(event: RunEvent, view: RunView, { rules }: Workflow): object {
  if (event.kind === "rule-fired") {
    const rule = rules[event.rule];
    return { ...event, rule: rule?.text, line: rule?.line };
  }
  if (!("node" in event)) return event;
  const named = { ...event, node: view.idOf(event.node) };
  if (event.kind === "node-started") return { ...named, call: callText(event.task, view.argsOf(event.node)) };
  const failure = event.kind === "node-settled" && event.state === "failed" ? view.failureOf(event.node) : undefined;
  return failure === undefined ? named : { ...named, failure: { code: failure.code, message: failure.message } };
}
