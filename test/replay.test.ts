import { describe, expect, it } from "vitest";
import { run, type Call, type CallOutcome, type FinalGraph, type Report } from "@adg/runtime";
import type { Workflow } from "../runtime/src/workflow.ts";
import { dependsOnTiming, drawAccepted } from "./judge/verdict.ts";
import { failedAttempts, outcomeOf, spawnedBy, type Program } from "./judge/program.ts";
import { instrument, numberOf } from "./judge/instrument.ts";
import { journalFileOf, runFolderOf } from "../runtime/src/journal/index.ts";
import { workflowOf } from "./judge/compile.ts";
import { printProgram } from "./judge/print.ts";
import { TooLarge } from "./judge/sides.ts";
import { diceFrom } from "./support/dice.ts";
import { cutJournal, recordsIn } from "./support/journal.ts";
import { difference, Drive } from "./support/replayed.ts";
import { tempFolder } from "./support/temp-folder.ts";

const PROGRAMS = 50;
const CUTS = 8;

/** Runs a program and, cut behind some of its outcomes, again from these; answers at how many places. */
async function cutAnywhere(seed: number): Promise<number> {
  const dice = diceFrom(seed);
  const { program } = drawAccepted(dice);
  const workflow = await workflowOf(program);
  const whole = new Drive(program, workflow);
  try {
    whole.play(dice, 60);
  } catch (error) {
    if (error instanceof TooLarge) return 0;
    throw error;
  }
  const { outcomes } = whole;
  for (let cut = 0; cut < CUTS; cut += 1) {
    const known = dice(outcomes.length + 1);
    try {
      const rest = new Drive(program, workflow, outcomes.slice(0, known));
      rest.follow(outcomes.slice(known));
      const found = difference(whole, rest);
      if (found !== undefined) throw new Error(found);
    } catch (error) {
      throw new Error(`seed ${seed}, cut behind ${known} outcomes:\n${printProgram(program)}`, { cause: error });
    }
  }
  return outcomes.length > 0 ? CUTS : 0;
}

describe("a random program that is cut anywhere and replayed", () => {
  for (const [title, seed] of [
    ["a fixed seed", 20_240_229],
    ["a seed of the day's own", Date.now() % 1_000_000_000],
  ] as const)
    it(`goes on as if nothing had been, with ${title} (${seed})`, async () => {
      let cuts = 0;
      for (let program = 0; program < PROGRAMS; program += 1) cuts += await cutAnywhere(seed + program);
      expect(cuts).toBeGreaterThan(PROGRAMS);
    }, 120_000);
});

const stateDir = tempFolder();

/** Runs a program for good, its journal and all; answers how it ended and the calls that it made. */
async function runReally(program: Program, workflow: Workflow, resume?: string) {
  const calls: string[] = [];
  let graph: FinalGraph = { nodes: [], edges: [] };
  const report = await run(
    instrument(workflow, program, () => ""),
    {
      stateDir,
      ...(resume === undefined ? {} : { resume }),
      onGraph: (final) => (graph = final),
      executors: [
        {
          name: "threads",
          runs: ["module"],
          start: (call) => {
            calls.push(call.nodeId);
            return answerOf(program, call);
          },
          async close() {},
        },
      ],
    },
  );
  return { report, graph, calls };
}

function answerOf(program: Program, { task, args, attempt }: Call): CallOutcome {
  const [f, s] = args as [number, number];
  const number = numberOf(task.name);
  const failed = (message: string): CallOutcome => ({ ok: false, failure: { code: "ADG7004", message } });
  if (attempt <= failedAttempts(program, number, f, s)) return failed("not yet");
  const outcome = outcomeOf(program, number, f, s);
  if (!outcome.ok) return failed(outcome.error);
  const spawned = spawnedBy(program, number, f, s).map((each) => ({ task: `t${each.task}`, args: [each.f, each.s] }));
  return { ok: true, value: outcome.value, spawned };
}

/** But for messages, which say how many attempts there were. */
const reported = ({ status, outputs, nodes, handled, edges, rules }: Report): object => ({
  status,
  outputs,
  nodes,
  handled,
  edges,
  rules,
});

it("a run whose journal is cut anywhere comes to the same end, and calls only what it does not hold", async () => {
  let cuts = 0;
  for (let seed = 5000; cuts < 16; seed += 1) {
    const dice = diceFrom(seed);
    const { program } = drawAccepted(dice);
    const workflow = await workflowOf(program);
    if (dependsOnTiming(workflow) || printProgram(program).includes("fail ")) continue;
    const whole = await runReally(program, workflow);
    const { run: id } = whole.report;
    const outcomes = recordsIn(journalFileOf(runFolderOf(stateDir, id))).flatMap((record) =>
      record.kind === "succeeded" || record.kind === "failed" ? [record.node] : [],
    );
    if (outcomes.length < 3 || outcomes.length > 100) continue;
    cuts += 1;
    const kept = dice(outcomes.length);
    await cutJournal(stateDir, id, kept);
    const rest = await runReally(program, workflow, id);
    const text = printProgram(program);
    expect({ text, seed, graph: rest.graph }).toEqual({ text, seed, graph: whole.graph });
    expect(reported(rest.report)).toEqual(reported(whole.report));
    // A further attempt that had begun before the cut counts, so that there may be fewer of them.
    expect([...new Set(rest.calls)].sort()).toEqual([...new Set(outcomes.slice(kept))].sort());
  }
}, 120_000);
