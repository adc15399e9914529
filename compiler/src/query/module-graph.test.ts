import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
import { filesHost } from "../testing/expect-files.ts";
import { moduleGraph } from "./module-graph.ts";
import { findModule } from "./place.ts";

test("the type graph of a file with errors tells what may add to each task", () => {
  const text =
    "task a() -> int = 1\ntask b(x: int) -> int = x\nedge a -> b\nstart: a()\nwhen a done as x: b(x.result, 2)\n";
  const analysis = analyse("main.adg", text, testHost());
  const module = findModule(analysis, "main.adg");
  if (module === undefined) throw new Error("The file is not there.");
  const { addings } = moduleGraph(module);
  const adding = [...addings].map(([task, each]) => [task.name, each.map(({ firings }) => firings.kind)]);
  expect(analysis.diagnostics.map(({ code }) => code)).toEqual(["ADG3002"]);
  expect(adding).toEqual([
    ["a", ["once"]],
    ["b", ["each"]],
  ]);
  expect(findModule(analysis, "other.adg")).toBeUndefined();
});

test("the type graph of a file has no edges between tasks of other files that it does not import", () => {
  const lib = "task a() -> int = 1\ntask b() -> int = 1\nedge a -> b\n";
  const main = 'import { a } from "./lib.adg"\nstart: a()\n';
  const module = findModule(analyse("main.adg", main, filesHost({ "main.adg": main, "lib.adg": lib })), "main.adg");
  if (module === undefined) throw new Error("The file is not there.");
  expect(moduleGraph(module).graph.nodes()).toEqual(["a"]);
});
