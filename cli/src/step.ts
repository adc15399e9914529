import { join } from "node:path";
import type { RunEvent, Workflow } from "@adg/runtime";
import { decisionLines, type Decision } from "./decision.ts";
import { run, type RunOptions } from "./run.ts";
import { Refusal } from "./refusal.ts";
import { StepPrompt } from "./step-prompt.ts";
import { Stepper } from "./stepper.ts";

/** Options of `adg step`. */
export interface StepOptions extends Omit<RunOptions, "stepping"> {
  /** Ask nobody: all is answered yes, `maxSteps` times. */
  readonly yes: boolean;
}

/** Runs a program and asks before each rule that fires and each node that runs; answers the exit code. */
export async function step(file: string, { yes, ...options }: StepOptions): Promise<number> {
  const { maxSteps, tells } = options;
  const limit = maxSteps === undefined ? {} : { maxSteps };
  const isJson = tells === "json";
  if (yes || !process.stdin.isTTY) {
    if (maxSteps === undefined) throw new Refusal(withoutLimit(yes));
    const stepper = new Stepper({ ...limit, tell: isJson ? tellJson : tellPerson });
    return run(file, { ...options, stepping: { stepper, print: printLine } });
  }
  let runFolder: string | undefined;
  const prompt = new StepPrompt({
    input: process.stdin,
    output: process.stderr,
    async why() {
      if (runFolder === undefined || !options.journal || options.stub) return undefined;
      const { askRun } = await import("@adg/runtime");
      return (await askRun(runFolder, { kind: "why" }))?.message;
    },
  });
  const stepper = new Stepper({
    ...limit,
    ask: (decision, number, workflow) => prompt.ask(decision, number, workflow),
    ...(isJson ? { tell: tellJson } : {}),
  });
  const see = (event: RunEvent, stateFolder: string): void => {
    if (event.kind === "run-started") runFolder = join(stateFolder, "runs", event.run);
  };
  try {
    return await run(file, { ...options, stepping: { stepper, see, print: (line) => prompt.print(line) } });
  } finally {
    prompt.close();
  }
}

function withoutLimit(yes: boolean): string {
  return yes
    ? "With --yes nobody is asked: say with --max-steps N how many steps to take."
    : "There is no terminal to ask on: say with --max-steps N how many steps to take.";
}

const printLine = (line: string): void => void process.stderr.write(`${line}\n`);

function tellPerson(decision: Decision, number: number, answer: boolean, workflow: Workflow): void {
  const [first = "", ...rest] = decisionLines(decision, workflow);
  const lines = answer ? [`${String(number).padStart(3)}. ${first}`, ...rest] : [`Next: ${first}`, ...rest];
  lines.forEach(printLine);
}

function tellJson(decision: Decision, step: number, answer: boolean): void {
  process.stdout.write(`${JSON.stringify({ step, answer, ...decision })}\n`);
}
