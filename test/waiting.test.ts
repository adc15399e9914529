/**
 * Soundness of waiting (ADG5001), held against the engine and the reference interpreter: what is accepted ends, and of what is refused
 * the reference, which knows of no proofs, shows an order in which a rule waits for ever.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { check, type Host } from "@adg/compiler";
import { begin, step } from "../runtime/src/step.ts";
import { reportOf } from "../runtime/src/report.ts";
import type { Command } from "../runtime/src/event.ts";
import type { Workflow } from "../runtime/src/workflow.ts";
import { Reference } from "./judge/reference.ts";
import type { Node } from "./judge/reference-graph.ts";
import { TooLarge } from "./judge/sides.ts";
import { load } from "./support/compile.ts";
import { diceFrom } from "./support/dice.ts";
import { programText } from "./support/rule-texts.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
const PROGRAMS = Number(process.env["ADG_WAITING_PROGRAMS"] ?? 150);
const ORDERS = 6;
const LARGEST = 150;
const LARGEST_JUDGED = 40;

let loaded = 0;
async function workflowOf(text: string): Promise<Workflow> {
  const place = join(folder, String((loaded += 1)));
  mkdirSync(place);
  return load(text, place, "main", { waiting: "unproved" });
}

type End = "decided" | "stuck" | "too large";

/** Runs it in an order, and with failures, that follow from the seed. Seed 0: nothing fails. */
function runIn(workflow: Workflow, seed: number): End {
  const roll = diceFrom(seed);
  const state = begin(workflow);
  const running: number[] = [];
  const take = (commands: readonly Command[]): void => {
    for (const command of commands) if (command.kind === "submit") running.push(command.node);
  };
  take(step(state, { kind: "started", inputs: {} }));
  while (running.length > 0) {
    if (state.graph.size > LARGEST) return "too large";
    const [node] = running.splice(roll(running.length), 1) as [number];
    const fails = seed > 0 && roll(4) === 0;
    const failure = { code: "ADG7004", message: "no" } as const;
    take(step(state, fails ? { kind: "failed", node, failure } : { kind: "succeeded", node, result: 1 }));
  }
  const { errors } = reportOf(state, "test");
  return !state.finished || errors.some(({ message }) => message.includes("never decided")) ? "stuck" : "decided";
}

/** The same by the reference interpreter: whether rules are left that it can never decide. */
function blocksIn(workflow: Workflow, seed: number): boolean {
  const roll = diceFrom(seed);
  const nodes: Node[] = [];
  try {
    const reference = new Reference(workflow, nodes);
    for (;;) {
      if (nodes.length > LARGEST_JUDGED) return false;
      const running = nodes.filter(({ state }) => state === "running");
      const node = running[roll(Math.max(1, running.length))];
      if (node === undefined) return reference.undecided().length > 0;
      const fails = seed > 0 && roll(4) === 0;
      reference.settle(node, fails ? { ok: false, error: "no" } : { ok: true, value: 1 }, []);
    }
  } catch (error) {
    if (error instanceof TooLarge) return false;
    throw error;
  }
}

const host: Host = {
  readFile: () => ({ kind: "missing" }),
  resolve: (_, path) => path,
  moduleExports: () => ({ kind: "unknown" }),
};

test("an accepted program decides every rule in every order, and a refused one has an order in which it does not", async () => {
  const count = { accepted: 0, refused: 0, harmless: 0, large: 0 };
  const harmless: string[] = [];
  await fc.assert(
    fc.asyncProperty(programText, async (text) => {
      const errors = check("main.adg", text, host).diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.filter(({ code }) => code !== "ADG5001")).toEqual([]);
      const workflow = await workflowOf(text);
      const ends = Array.from({ length: errors.length > 0 ? 20 * ORDERS : ORDERS }, (_, seed) => seed);
      if (errors.length === 0) {
        count.accepted += 1;
        for (const seed of ends) {
          const end = runIn(workflow, seed);
          if (end === "too large") count.large += 1;
          expect(end, text).not.toBe("stuck");
        }
      } else {
        count.refused += 1;
        if (ends.some((seed) => blocksIn(workflow, seed))) return;
        count.harmless += 1;
        harmless.push(`${errors.map(({ message }) => message).join("\n")}\n${text}`);
      }
    }),
    { numRuns: PROGRAMS },
  );
  const share = Math.round((100 * count.refused) / PROGRAMS);
  console.log(`refused: ${share} % of ${PROGRAMS} programs, ${count.harmless} of them without a blocking order`);
  expect(count.accepted).toBeGreaterThan(PROGRAMS / 5);
  // What it adds may hang on values that no order changes: then there is nothing to see of the circle.
  expect(harmless.length, harmless.join("\n\n")).toBeLessThanOrEqual(Math.ceil(PROGRAMS / 100));
}, 600_000);
