import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
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
