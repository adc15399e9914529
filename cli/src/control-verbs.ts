import type { ControlRequest } from "@adg/runtime/asked";
import type { Command } from "commander";
import type { PlaceOfRun } from "./control-run.ts";
import { inQueue, queueOf, type InQueue } from "./queue-option.ts";

/** Where the verbs about runs look for them. */
interface InFolder {
  readonly in: string;
}

interface WhyFlags extends InFolder, InQueue {
  readonly json?: true;
  readonly program?: string;
}

const program = ["--program <file>", "the program of the run, where it is not where it was"] as const;

/** `why`, `cancel`, `pause`, `resume` and `retry`: what can be done to a run from another terminal, or when it is over. */
export function addControlVerbs(adg: Command): void {
  const verb = (name: string, description: string): Command =>
    adg
      .command(name)
      .description(description)
      .argument("<run>", "id of a run, or how it begins")
      .option("--in <place>", "program, its folder or that folder's .adg, where the run is not of this folder", ".");

  inQueue(adg.command("why"))
    .description("tell why a rule or a node of a run is as it is")
    .argument("[run]", "id of a run, or how it begins; the last one when left out")
    .argument("[what]", "a rule (its line, name or head) or a node (its id, or its task and arguments)")
    .option("--json", "print the answers as a JSON list")
    .option(...program)
    .option("--in <folder>", "folder of the program, where that is not this one", ".")
    .action(async (run: string | undefined, what: string | undefined, options: WhyFlags) => {
      const { why } = await import("./why.ts");
      process.exitCode = await why(run, what, { ...options, json: options.json ?? false });
    });

  inQueue(verb("cancel", "end a run that is going on, or one of its nodes"))
    .argument(
      "[node]",
      'node that runs or waits for its turn, which fails: its id, or its task and arguments, as pdf("a.md")',
    )
    .action(async (run: string, node: string | undefined, options: InFolder & InQueue) => {
      const queue = queueOf(options);
      if (queue !== undefined && node === undefined) {
        const { cancelQueued } = await import("./queue-runs.ts");
        process.exitCode = await cancelQueued(run, queue);
        return;
      }
      const request = node === undefined ? ({ kind: "cancel" } as const) : ({ kind: "cancel-node", node } as const);
      process.exitCode = await ask(run, request, options);
    });

  inQueue(verb("pause", "let nothing more start in a run; what runs goes on")).action(
    async (run: string, options: InFolder & InQueue) => {
      process.exitCode = await ask(run, { kind: "pause" }, options);
    },
  );

  inQueue(verb("resume", "go on with a run that is paused, was cut off or failed"))
    .option(...program)
    .action(async (run: string, options: PlaceOfRun & InQueue) => {
      if (options.queue !== undefined) {
        process.exitCode = await ask(run, { kind: "unpause" }, options);
        return;
      }
      const { resumeRun } = await import("./control-run.ts");
      process.exitCode = await resumeRun(run, options);
    });

  inQueue(verb("retry", "run a node that failed again, and what follows from it; any node, when the run is over"))
    .argument("<node>", 'id of the node, or how it begins; or its task and arguments, as pdf("a.md")')
    .option(...program)
    .action(async (run: string, node: string, options: PlaceOfRun & InQueue) => {
      if (options.queue !== undefined) {
        process.exitCode = await ask(run, { kind: "retry", node }, options);
        return;
      }
      const { retryNode } = await import("./control-run.ts");
      process.exitCode = await retryNode(run, node, options);
    });
}

/** Asks something of a run that goes on, here or wherever its queue has it; answers the exit code. */
async function ask(run: string, request: ControlRequest, options: InFolder & InQueue): Promise<number> {
  const queue = queueOf(options);
  if (queue !== undefined) return (await import("./queue-runs.ts")).askQueued(run, request, queue);
  return (await import("./control-run.ts")).controlRun(run, request, options.in);
}
