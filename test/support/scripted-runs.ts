/** Runs of compiled programs whose commands a test answers itself, and which can be taken up again. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { run, type Call, type CallOutcome, type FinalGraph, type Report, type RunEvent } from "@adg/runtime";
import { load } from "./compile.ts";

/** What becomes of a command: `hangs` until it is told to stop. */
export type Answer = CallOutcome | "hangs";

export interface RunOnce {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly resume?: string;
  /** By the command's text, as the program has it. */
  readonly answer?: (command: string, call: Call) => Answer;
  /** Called with each command before it is answered. */
  readonly onStart?: (command: string) => void;
  readonly signal?: AbortSignal;
  /** How many commands may run at once; one when left out. */
  readonly atOnce?: number;
}

export interface Ran {
  readonly report: Report;
  readonly graph: FinalGraph;
  /** Commands in the order in which they were started, each with the number of its attempt where that is not 1. */
  readonly commands: readonly string[];
  readonly events: readonly RunEvent[];
}

export const ok = (value: unknown): CallOutcome => ({ ok: true, value });
export const broken: CallOutcome = { ok: false, failure: { code: "ADG7004", message: "broken" } };

let programs = 0;

/** Runs a program that stands in the folder, one command at a time; its runs are kept there, too. */
export async function runOnce(folder: string, text: string, options: RunOnce = {}): Promise<Ran> {
  const { answer = () => ok(1), onStart, atOnce = 1, ...rest } = options;
  const workflow = await load(text, folder, `program-${(programs += 1)}`);
  const commands: string[] = [];
  const events: RunEvent[] = [];
  let graph: FinalGraph = { nodes: [], edges: [] };
  const report = await run(workflow, {
    ...rest,
    stateDir: join(folder, ".adg"),
    concurrency: atOnce,
    observers: [(event) => events.push(structuredClone(event))],
    onGraph: (final) => (graph = final),
    executors: [
      {
        name: "shell",
        runs: ["shell"],
        start(call) {
          const command = commandOf(call);
          commands.push(call.attempt === 1 ? command : `${command} (${call.attempt})`);
          mkdirSync(call.workdir, { recursive: true });
          onStart?.(command);
          const given = answer(command, call);
          if (given !== "hangs") return given;
          return new Promise((settle) => call.signal.addEventListener("abort", () => settle(broken), { once: true }));
        },
        async close() {},
      },
    ],
  });
  return { report, graph, commands, events };
}

function commandOf({ task, argsByName: args, inputs, attempt, out }: Call): string {
  if (task.implementation.kind !== "shell") throw new Error(`"${task.name}" is no command`);
  return task.implementation.script({ args, inputs, attempt, out });
}

/** What a resumed run took over, and what it does anew. */
export const resumption = ({ events }: Ran): object | undefined => {
  const event = events.find(({ kind }) => kind === "run-resumed");
  if (event?.kind !== "run-resumed") return undefined;
  const { recalled, again, dropped } = event;
  return { recalled, again, dropped };
};
