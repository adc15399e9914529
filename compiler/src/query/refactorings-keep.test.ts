import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Analysis, analyse } from "../analyse.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import { testHost } from "../testing/expect-check.ts";
import { everyPart } from "./path-at.ts";
import { refactoringsAt } from "./refactorings.ts";

const folder = new URL("../testing/programs/", import.meta.url);
const programs = readdirSync(folder).filter((name) => name.endsWith(".adg"));
const read = (text: string): Analysis => analyse("main.adg", text, testHost());

/** What can be added, and from where: the same for programs that make the same graphs. */
function shapeOf({ modules }: Analysis): readonly string[] {
  const sites = modules.flatMap((module) => [...module.sites.values()]);
  const lines = sites.map(({ task, sources, fromFired }) => {
    const from = [...new Set(sources.map((source) => source.task.name))].sort();
    return `${from.join(", ")} -> ${task.name}${fromFired ? " by default" : ""}`;
  });
  return lines.sort();
}

function codesOf({ diagnostics }: Analysis): readonly string[] {
  return diagnostics.map(({ code }) => code).sort();
}

test.each(programs)("each refactoring at each place of %s leaves its meaning", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const before = read(text);
  const [module] = before.modules;
  if (module === undefined) throw new Error("There is no module.");
  const places = [...everyPart(module.file.module)].flatMap(({ span }) => [
    span,
    { start: span.start, end: span.start },
  ]);
  const offered = new Map(
    places.flatMap((span) => refactoringsAt(before, "main.adg", span).map((each) => [JSON.stringify(each), each])),
  );
  expect(offered.size).toBeGreaterThan(5);
  for (const { title, edits } of offered.values()) {
    const after = read(applyEdits(text, edits));
    expect([title, codesOf(after)]).toEqual([title, codesOf(before)]);
    // A workflow is a node of its own, with edges of its own.
    if (!title.startsWith('Extract "workflow')) expect([title, shapeOf(after)]).toEqual([title, shapeOf(before)]);
  }
});
