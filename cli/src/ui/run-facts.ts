/** What does not change of a run while it goes on. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { givenInputs, programOf } from "@adg/runtime/asked";
import type { RunFacts, TypeGraph } from "@adg/ui";
import type { RunMirror } from "./run-mirror.ts";

const shownPath = (path: string): string => relative(process.cwd(), path) || path;

export function factsOf({ history, workflow, isSame }: RunMirror, typeGraph: TypeGraph, canResume: boolean): RunFacts {
  const { created } = history;
  return {
    run: created.run,
    workflow: created.workflow,
    program: shownPath(programOf(created.source)),
    adg: created.adg,
    started: created.time,
    tasks: workflow.tasks.map(({ name, implementation }) => ({ name, isWorkflow: implementation.kind === "scope" })),
    rules: workflow.rules.map(({ text, name, line, source }) => ({
      ...{ text, line },
      ...(name === undefined ? {} : { name }),
      ...(source === undefined ? {} : { file: shownPath(fileURLToPath(source)) }),
    })),
    typeGraph,
    inputs: givenInputs(history),
    ...(canResume ? { canResume } : {}),
    ...(isSame
      ? {}
      : { remark: "The program has changed since the run: this is what its rules make of the outcomes now." }),
  };
}
