import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { moduleTask, orderOf } from "../../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import type { Call, CallOutcome } from "../executor.ts";
import { pause } from "../timer.ts";
import { threads } from "./threads.ts";

const folder = tempFolder();

const tasks = writeText(
  folder,
  "tasks.mjs",
  `import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
export function act(id, what, log) {
  appendFileSync(log, id + "\\n");
  if (what === "exit") process.exit(1);
  if (what === "throw") throw new Error("thrown");
  if (what === "loop") for (;;);
  if (what === "spin") for (const end = performance.now() + 3; performance.now() < end; );
  if (what === "long") return "ü".repeat(150_000) + id;
  return what === "sleep" ? sleep(3, id) : id;
}
`,
);
const act = moduleTask(tasks, "act", { kind: "json" });

/** What a call does, and whether it is told to stop: after so many ms. */
const deed = fc.record({
  what: fc.oneof(
    { arbitrary: fc.constant("nothing" as const), weight: 60 },
    { arbitrary: fc.constantFrom("spin" as const, "sleep" as const, "long" as const), weight: 6 },
    { arbitrary: fc.constantFrom("exit" as const, "throw" as const), weight: 1 },
  ),
  stop: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 10 }),
});

type Deed = (typeof deed extends fc.Arbitrary<infer T> ? T : never) | { readonly what: "loop"; readonly stop: number };

const run = fc.record({
  size: fc.integer({ min: 1, max: 3 }),
  deeds: fc.array(deed, { minLength: 100, maxLength: 400 }),
  /** Places of calls that never end by themselves, and so are told to stop. */
  loops: fc.array(fc.nat(400), { maxLength: 1 }),
  /** Before which of them the pool is asked to give back what it can. */
  recalls: fc.array(fc.nat(400), { maxLength: 1 }),
  atOnce: fc.option(fc.integer({ min: 1, max: 3 })),
});

test("whatever happens, each call runs once or, where it says so, never", { timeout: 120_000 }, async () => {
  let runs = 0;
  const property = fc.asyncProperty(run, async ({ size, deeds, loops, recalls, atOnce }) => {
    const log = join(folder, `log-${runs++}`);
    const pool = threads({ size, grace: 20 });
    const all = deeds.map((deed, id): Deed => (loops.includes(id) ? { what: "loop", stop: 30 } : deed));
    const ended: Promise<CallOutcome>[] = [];
    for (const [id, { what, stop }] of all.entries()) {
      if (recalls.includes(id)) pool.recall?.(id % 2 === 0 ? 0 : (pool.ahead ?? 0));
      // Some come later, when others are over.
      if (id % 97 === 96) await pause(2);
      const abort = new AbortController();
      const order = orderOf(folder, act, [id, what, log]);
      const files = { workdir: order.nodeFolder, log: join(order.nodeFolder, "log"), stdout: order.nodeFolder };
      const call: Call = { ...order, ...files, argsByName: {}, out: "", env: {}, signal: abort.signal };
      ended.push(Promise.resolve(pool.start(atOnce === null ? call : { ...call, atOnce })));
      if (stop !== null) setTimeout(() => abort.abort(), stop);
    }
    const outcomes = await Promise.all(ended);
    await pool.close();
    const ran = new Map<number, number>();
    for (const id of textOf(log).split("\n").filter(Boolean).map(Number)) ran.set(id, (ran.get(id) ?? 0) + 1);
    const wrong = outcomes.flatMap((outcome, id) => {
      const { what, stop } = all[id] as Deed;
      const times = ran.get(id) ?? 0;
      const isRight = outcome.ok
        ? times === 1 &&
          outcome.value === (what === "long" ? "ü".repeat(150_000) + id : id) &&
          !["exit", "throw", "loop"].includes(what)
        : outcome.unbegun === true
          ? times === 0 && (stop !== null || recalls.length > 0)
          : times === 1 && (["exit", "throw", "loop"].includes(what) || stop !== null);
      return isRight ? [] : [{ id, what, stop, times, outcome }];
    });
    expect(wrong).toEqual([]);
  });
  await fc.assert(property, { numRuns: 12, endOnFailure: true });
});

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
