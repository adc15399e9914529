/** What is left on a terminal by what is drawn again and again in place. */
import type { RunEvent, RunView, Workflow } from "@adg/runtime";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { frameLines, Screen } from "../cli/src/drawing.ts";
import { liveWatch } from "../cli/src/live-watch.ts";
import { Emulator } from "./support/emulator.ts";

const letters = (from: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${from}${i}`);

describe("what is drawn at the foot of a terminal", () => {
  test("is one write each time, and none where nothing has changed", async () => {
    const terminal = new Emulator();
    const screen = new Screen(terminal);
    screen.show(["one", "two"]);
    screen.show(["one", "two"]);
    screen.show(["one", "three", "four"]);
    expect(terminal.writes).toHaveLength(2);
    expect(await terminal.lines()).toEqual(["one", "three", "four"]);
  });

  test("is what was drawn last, under all that stays, whatever came before", async () => {
    const line = fc
      .string({ unit: fc.constantFrom("a", "b", "c", " "), maxLength: 19 })
      .map((text) => `|${text}|`.slice(0, 19));
    const picture = fc.array(line, { minLength: 1, maxLength: 7 });
    const step = fc.record({ lines: picture, above: fc.array(line, { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const terminal = new Emulator(20, 8);
        const screen = new Screen(terminal);
        for (const { lines, above } of steps) screen.show(lines, above);
        const stays = steps.flatMap(({ above }) => above);
        const expected = [...stays, ...(steps.at(-1)?.lines ?? [])].map((text) => text.trimEnd());
        while (expected.at(-1) === "") expected.pop();
        expect(await terminal.lines()).toEqual(expected);
        screen.close();
        expect(await terminal.lines()).toEqual(stays.map((text) => text.trimEnd()));
        expect(terminal.hasCursor).toBe(true);
      }),
    );
  });

  test("never clears the screen or what was there before", async () => {
    const terminal = new Emulator(20, 6);
    terminal.write("$ adg run\n");
    const screen = new Screen(terminal);
    for (let i = 0; i < 50; i += 1) screen.show(letters(`${i}-`, 1 + (i % 5)));
    screen.close();
    expect(await terminal.lines()).toEqual(["$ adg run"]);
    const escapes = terminal.writes.join("").split("\u001B").slice(1);
    expect(escapes.filter((each) => /^\[[0-3]?J|^c/.test(each))).toEqual([]);
  });

  test("leaves nothing behind when the terminal becomes narrower and breaks its lines, or wider again", async () => {
    const terminal = new Emulator(60, 20);
    terminal.write("$ adg run\n");
    const screen = new Screen(terminal);
    screen.show(["x".repeat(59), "short", "y".repeat(45), "z".repeat(20)]);
    terminal.resize(22, 20);
    screen.show(["x".repeat(21), "short", "y".repeat(21)]);
    expect(await terminal.lines()).toEqual(["$ adg run", "x".repeat(21), "short", "y".repeat(21)]);
    terminal.resize(60, 20);
    screen.show(["x".repeat(59), "short"]);
    expect(await terminal.lines()).toEqual(["$ adg run", "x".repeat(59), "short"]);
    terminal.resize(30, 20);
    screen.close();
    expect(await terminal.lines()).toEqual(["$ adg run"]);
  });

  test("makes way for what others write there", async () => {
    const terminal = new Emulator();
    const other = { columns: 80, rows: 24, write: (text: string | Uint8Array) => terminal.write(text) };
    const before = other.write;
    const screen = new Screen(terminal, [other]);
    screen.show(["one", "two"]);
    other.write("a word ");
    other.write("and another\n");
    screen.show(["one", "two"]);
    terminal.write("no end of line");
    screen.show(["one", "three"]);
    expect(await terminal.lines()).toEqual(["a word and another", "no end of line", "one", "three"]);
    screen.close();
    expect(other.write).toBe(before);
    expect(Object.hasOwn(terminal, "write")).toBe(false);
  });
});

describe("the table of a run", () => {
  // The emulator has timers of its own.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  const tasks = letters("task_", 50);
  const workflow = {
    tasks: tasks.map((name) => ({ name, implementation: { kind: "shell" } })),
    rules: [{ text: "start", line: 1, scope: 0 }],
  } as unknown as Workflow;
  const failure = { code: "ADG7004", message: "no ink", tail: ["out of paper"], log: "/w/log" };
  const view: RunView = {
    argsOf: (node) => ({ n: node }),
    failureOf: () => failure,
    idOf: String,
    ruleOf: () => ({ fired: 1, blocked: 0, open: false }),
  };

  function watched(terminal: Emulator, { isVerbose = false, picture = frameLines } = {}) {
    const watch = liveWatch(workflow, {
      isVerbose,
      paint: (_style, text) => text,
      open: async () => ({ screen: new Screen(terminal), frameLines: picture }),
      print: (line) => void terminal.write(`${line}\n`),
    });
    return {
      ...watch,
      see: (event: RunEventWithoutTime) => watch.see({ ...event, time: Date.now() }, view),
    };
  }
  type RunEventWithoutTime = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "time"> : never) : never;

  test("is drawn at most ten times a second however much happens, and not at all where nothing does", async () => {
    const terminal = new Emulator();
    const watch = watched(terminal);
    for (let node = 0; node < 5000; node += 1) {
      watch.see({ kind: "node-added", node, task: tasks[node % 50] as string });
      if (node % 5 === 0) await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(terminal.writes.length).toBeGreaterThan(5);
    expect(terminal.writes.length).toBeLessThanOrEqual(11);
    const before = terminal.writes.length;
    await vi.advanceTimersByTimeAsync(2000);
    // The clock goes on.
    expect(terminal.writes.length - before).toBeLessThanOrEqual(2);
    watch.close();
  });

  test("takes no more than a twentieth of the time, however long a picture takes", async () => {
    const terminal = new Emulator();
    let pictures = 0;
    const slow = (): readonly string[] => {
      pictures += 1;
      vi.spyOn(performance, "now").mockReturnValueOnce(Date.now() + 50);
      return [`picture ${pictures}`];
    };
    vi.spyOn(performance, "now").mockImplementation(() => Date.now());
    const watch = watched(terminal, { picture: slow });
    for (let node = 0; node < 100; node += 1) {
      watch.see({ kind: "node-added", node, task: "task_0" });
      await vi.advanceTimersByTimeAsync(100);
    }
    watch.close();
    vi.restoreAllMocks();
    expect(pictures).toBeGreaterThan(5);
    expect(pictures).toBeLessThanOrEqual(11);
  });

  test("fits into 80 columns and 24 lines, and leaves nothing but the failures, each once", async () => {
    const terminal = new Emulator();
    const watch = watched(terminal);
    for (let round = 0; round < 40; round += 1) {
      for (const [at, task] of tasks.entries()) {
        const node = round * 50 + at;
        watch.see({ kind: "node-added", node, task });
        watch.see({ kind: "node-started", node, task, attempt: 1 });
        const isFailing = at === 49 && round % 20 === 0;
        if (isFailing) watch.see({ kind: "attempt-failed", node, task, attempt: 1, failure });
        watch.see({ kind: "node-settled", node, task, state: isFailing ? "failed" : "done" });
      }
      await vi.advanceTimersByTimeAsync(100);
      const lines = await terminal.lines();
      expect(lines.filter((line) => line.startsWith("task "))).toHaveLength(1);
      expect(lines.at(-1)).toContain(`${((round + 1) * 50).toLocaleString("en-US")} nodes: `);
    }
    watch.close();
    const told = (n: number) => [`task_49(n: ${n}): failed: no ink`, "    | out of paper", "    the whole log: /w/log"];
    expect(await terminal.lines()).toEqual([...told(49), ...told(1049)]);
    expect(terminal.hasCursor).toBe(true);
  });

  test("tells a failure once, though its node settles later, and one that comes with no attempt", async () => {
    const terminal = new Emulator();
    const watch = watched(terminal);
    watch.see({ kind: "attempt-failed", node: 1, task: "task_1", attempt: 1, failure: { ...failure, tail: [] } });
    await vi.advanceTimersByTimeAsync(100);
    watch.see({ kind: "node-settled", node: 1, task: "task_1", state: "failed" });
    watch.see({ kind: "node-settled", node: 2, task: "task_2", state: "failed" });
    watch.close();
    expect((await terminal.lines()).filter((line) => line.includes("failed"))).toEqual([
      "task_1(n: 1): failed: no ink",
      "task_2(n: 2): failed: no ink",
    ]);
  });

  test("tells twenty failures of ten thousand while the run goes on", async () => {
    const terminal = new Emulator();
    const watch = watched(terminal);
    for (let node = 0; node < 10_000; node += 1)
      watch.see({ kind: "attempt-failed", node, task: "task_1", attempt: 1, failure: { ...failure, tail: [] } });
    watch.close();
    const lines = await terminal.lines();
    expect(lines.filter((line) => line.includes("no ink"))).toHaveLength(20);
    expect(lines.at(-1)).toMatch(/^Further failures/);
  });

  test("says at once that it stops, and where nothing is drawn yet, in a plain line at the end", async () => {
    const terminal = new Emulator();
    const watch = watched(terminal);
    watch.see({ kind: "node-added", node: 0, task: "task_0" });
    await vi.advanceTimersByTimeAsync(100);
    watch.stopping();
    const lines = await terminal.lines();
    expect(lines[0]).toMatch(/^Stopping/);
    expect(lines.at(-1)).toMatch(/^stopping {2}0 s {2}1 node/);
    watch.close();
    const early = new Emulator();
    const short = watched(early);
    short.stopping();
    short.close();
    expect(await early.lines()).toEqual([expect.stringMatching(/^Stopping/)]);
  });

  test("has a line for each event above it when all is to be told", async () => {
    const terminal = new Emulator();
    const watch = watched(terminal, { isVerbose: true });
    watch.see({ kind: "node-added", node: 7, task: "task_0" });
    watch.see({ kind: "node-started", node: 7, task: "task_0", attempt: 1 });
    await vi.advanceTimersByTimeAsync(1500);
    watch.see({ kind: "node-settled", node: 7, task: "task_0", state: "done" });
    watch.see({ kind: "rule-fired", rule: 0, added: 2 });
    await vi.advanceTimersByTimeAsync(100);
    const lines = (await terminal.lines()).map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d\d\d/, "<time>"));
    expect(lines.slice(0, 4)).toEqual([
      "<time>  added      task_0(n: 7)",
      "<time>  started    task_0(n: 7)",
      "<time>  done       task_0(n: 7)  in 1.5 s",
      "<time>  fired      start  line 1  adds 2 nodes",
    ]);
    expect(lines[4]).toMatch(/^task /);
    watch.close();
  });
});
