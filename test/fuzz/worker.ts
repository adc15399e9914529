/** Goes through trials in a thread of its own, so that one that hangs can be ended. */
import { parentPort, workerData } from "node:worker_threads";
import { loadGrammar } from "../support/shell-grammar.ts";
import { inspect } from "./inspect.ts";
import { shrunk } from "./shrink.ts";
import { trialOf } from "./trial.ts";

/** What the thread is asked for. */
export interface Work {
  readonly from: number;
  readonly to: number;
  /** Where the thread notes the trial that it has begun. */
  readonly at: Int32Array;
}

/** What the thread tells of a trial. */
export interface Told {
  readonly kind: string;
  readonly length: number;
  readonly time: number;
  readonly accepted: boolean;
  readonly loaded: boolean;
  readonly codes: readonly string[];
  /** The smallest text that was found for each property that does not hold. */
  readonly findings: readonly { readonly property: string; readonly message: string; readonly text: string }[];
}

const { from, to, at } = workerData as Work;
const bash = await loadGrammar();
const shown = new Set<string>();
for (let number = from; number < to; number += 1) {
  Atomics.store(at, 0, number);
  const { kind, text, findings, codes, accepted, loaded, time } = await trialOf(number, bash, 20);
  const smallest = [];
  for (const { property, message } of findings) {
    // Only one of a kind is worth the time.
    const isNew = !shown.has(property);
    shown.add(property);
    const fails = async (smaller: string) =>
      inspect(smaller, 1, bash).findings.some((each) => each.property === property);
    smallest.push({ property, message, text: isNew && (await fails(text)) ? await shrunk(text, fails) : text });
  }
  const told: Told = { kind, length: text.length, time, accepted, loaded, codes, findings: smallest };
  parentPort?.postMessage(told, []);
}
