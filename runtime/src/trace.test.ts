import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { tempFolder, writeText } from "../../test/support/temp-folder.ts";
import { failureOf } from "./failure.ts";
import { thrownOf } from "./thrown.ts";
import { userTrace } from "./trace.ts";

const folder = tempFolder();

/** A map in which line 2, column 2 of the compiled file comes from line 7, column 4 of the source; nothing else is mapped. */
const map = (source: string) => ({
  version: 3,
  names: [],
  sources: [source],
  mappings: [[], [[2, 0, 6, 3], [20]], []],
});

const compiled = `export function body() {
  throw new Error("in a rule");
}
`;

/** Loads a file as Node does: an import by the test runner would rewrite it. */
const load = createRequire(import.meta.url);

function traceOfBody(file: string): readonly string[] {
  const { body } = load(file) as { body: () => void };
  try {
    body();
  } catch (error) {
    return failureOf("ADG7007", error).trace ?? [];
  }
  return [];
}

test("an error in a compiled rule shows the line of the .adg file, by the map inside the compiled file", () => {
  const inline = Buffer.from(JSON.stringify(map("main.adg"))).toString("base64");
  const text = `${compiled}//# sourceMappingURL=data:application/json;base64,${inline}\n`;
  expect(traceOfBody(writeText(folder, "main.adg.js", text))).toEqual([`${folder}/main.adg:7:4`]);
});

test("an error in a compiled rule shows the line of the .adg file, by the map beside the compiled file", () => {
  const source = pathToFileURL(join(folder, "elsewhere", "deep.adg")).href;
  writeText(folder, "deep.adg.mjs.map", JSON.stringify(map(source)));
  const file = writeText(folder, "deep.adg.mjs", `${compiled}//# sourceMappingURL=deep.adg.mjs.map\n`);
  expect(traceOfBody(file)).toEqual([`${folder}/elsewhere/deep.adg:7:4`]);
});

test("what the compiler added to a compiled file, and a map that is broken, show nothing wrong", () => {
  const unmapped = { ...map("x.adg"), mappings: [[], [], []] };
  const inline = encodeURIComponent(JSON.stringify(unmapped));
  const file = writeText(folder, "x.adg.js", `${compiled}//# sourceMappingURL=data:application/json,${inline}\n`);
  expect(traceOfBody(file)).toEqual([]);
  const broken = writeText(folder, "plain.mjs", `${compiled}//# sourceMappingURL=gone.map\n`);
  expect(traceOfBody(broken)).toEqual([`${folder}/plain.mjs:2:9`]);
});

test("only the user's own frames count, innermost first", () => {
  const ours = import.meta.url.replace("trace.test.ts", "step.ts");
  const stack = `Error: text at (file:///not/a/frame.ts:1:1)
    at inner (file:///home/u/a%20b/tasks.ts:3:9)
    at async outer (/home/u/other (copy).ts:10:2)
    at step (${ours}:5:5)
    at Object.<anonymous> (file:///home/u/node_modules/lib/index.js:1:1)
    at node:internal/process/task_queues:105:5
    at new Thing (file:///home/u/tasks.ts?v=1:30:3)
    at Array.map (<anonymous>)
    at file:///home/u/tasks.ts:40:1`;
  expect(userTrace(stack)).toEqual([
    "/home/u/a b/tasks.ts:3:9",
    "/home/u/other (copy).ts:10:2",
    "/home/u/tasks.ts:30:3",
    "/home/u/tasks.ts:40:1",
  ]);
});

test("an endless recursion shows ten places at most", () => {
  const frames = Array.from({ length: 500 }, (_, i) => `    at f (file:///home/u/t.ts:${i + 1}:1)`);
  expect(userTrace(frames.join("\n"))).toHaveLength(10);
});

test.each<[string, unknown, string]>([
  ["an error", new Error("text"), "text"],
  ["an error of a kind", new RangeError("too far"), "RangeError: too far"],
  ["an error without a message", new TypeError(), "threw TypeError"],
  ["a cause", new Error("outer", { cause: new Error("inner") }), "outer (inner)"],
  ["a string", "text", "text"],
  ["an empty string", " ", 'threw " "'],
  ["null", null, "threw null"],
  ["undefined", undefined, "threw undefined"],
  ["a number", 3, "threw 3"],
  ["a record", { code: 3 }, "threw a record with code"],
  ["a function", () => 1, "threw a function"],
  ["odd fields", Object.assign(new Error("x"), { name: 3, message: { a: 1 } }), "threw Error"],
  [
    "a getter that throws",
    Object.defineProperty(new Error("x"), "message", { get: () => JSON.parse("{") as string }),
    "threw something that cannot be read",
  ],
  [
    "a proxy that throws",
    new Proxy({}, { get: () => JSON.parse("{") as string, has: () => true }),
    "threw something that cannot be read",
  ],
])("whatever is thrown gives a sentence: %s", (_, thrown, message) => {
  expect(thrownOf(thrown).message).toBe(message);
});

test("an error that is its own cause, and a message of ten million characters, give a sentence too", () => {
  const circle = new Error("a");
  circle.cause = new Error("b", { cause: circle });
  expect(thrownOf(circle).message).toMatch(/^a \(b/);
  expect(thrownOf(new Error("y".repeat(10_000_000))).message.length).toBeLessThan(2_100);
});
