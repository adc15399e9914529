/** The list of the runs of a folder. */
import { statSync } from "node:fs";
import { relative } from "node:path";
import { journalFileOf, runFolderOf, runLineNow, type RunLine as Known } from "@adg/runtime/asked";
import { nodeStates, type NodeState, type OpenRun, type RunFacts, type RunLine, type Snapshot } from "@adg/ui";
import { plainText } from "../plain-text.ts";

/** The run as it is shown, where somebody looks at it. */
type Shown = (run: string) => Pick<OpenRun, "facts" | "snapshot"> | undefined;

/** Lines of runs; those of runs that nobody has are kept, as long as their journals are what they were. */
export class RunLines {
  readonly #stateDir: string;
  readonly #shown: Shown;
  readonly #known = new Map<string, { readonly stamp: string; readonly line: RunLine }>();

  constructor(stateDir: string, shown: Shown) {
    this.#stateDir = stateDir;
    this.#shown = shown;
  }

  /** `undefined` where it is not there any more. */
  async of(run: string): Promise<RunLine | undefined> {
    const file = journalFileOf(runFolderOf(this.#stateDir, run));
    const stamp = `${stampOf(file)} ${stampOf(`${file}-wal`)}`;
    const shown = this.#shown(run);
    const known = this.#known.get(run);
    if (shown === undefined && known?.stamp === stamp) return known.line;
    const line = shown === undefined ? await this.#told(run) : lineOfHead(shown.facts, await shown.snapshot());
    if (line === undefined) return undefined;
    // What a run that was cut off has come to is known from its head alone: of what is an expression, its journal has no outcome.
    const lasts = !passing.has(line.state) || (line.state === "cut off" && shown !== undefined);
    if (lasts && (shown === undefined || line.trouble === undefined)) this.#known.set(run, { stamp, line });
    else this.#known.delete(run);
    return line;
  }

  async #told(run: string): Promise<RunLine | undefined> {
    const told = await runLineNow(this.#stateDir, run, Date.now());
    return told && lineOf(told);
  }
}

/** How runs stand of which others may tell more. */
const passing: ReadonlySet<RunLine["state"]> = new Set(["running", "paused", "cut off"]);

function stampOf(file: string): string {
  const { mtimeMs = 0, size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size}`;
}

function lineOfHead({ run, workflow, program, started }: RunFacts, head: Snapshot): RunLine {
  const { state, worked, trouble, tasks } = head;
  const sum = (of: NodeState): number => tasks.reduce((all, counts) => all + (counts[nodeStates.indexOf(of)] ?? 0), 0);
  return {
    ...{ run, workflow, program, state, started, worked, done: sum("done"), failed: sum("failed") },
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function lineOf(line: Known): RunLine {
  if (line.kind === "unreadable")
    return {
      ...{ run: line.run, workflow: "", program: "", state: "failed", started: 0, worked: 0, done: 0, failed: 0 },
      trouble: plainText(line.problem),
    };
  const { run, workflow, program, state, started, worked, nodes } = line;
  return {
    ...{ run, workflow, program: relative(process.cwd(), program) || program, state, started, worked },
    ...{ done: nodes.done, failed: nodes.failed },
  };
}
