import { describe, expect, test } from "vitest";
import { parse } from "../parse.ts";
import { readMarked } from "../testing/markers.ts";
import { everyPart, pathAt } from "./path-at.ts";

/** The texts of the parts that the cursor is in, without those that are whole lines. */
function partsAtCursor(marked: string): readonly string[] {
  const { text, cursor } = readMarked(marked);
  const path = pathAt(parse("main.adg", text).value, cursor ?? 0);
  return path.map(({ span }) => text.slice(span.start, span.end)).filter((part) => part !== "" && part !== text);
}

describe("the parts that a place is in", () => {
  test("go from the declaration to the name", () => {
    expect(partsAtCursor("start:\n  pdf(sou┆rce)\n")).toEqual([
      "start:\n  pdf(source)",
      "pdf(source)",
      "pdf(source)",
      "pdf(source)",
      "source",
      "source",
      "source",
    ]);
  });

  test("hold a name also behind its last letter", () => {
    expect(partsAtCursor("edge a┆ -> b\n").at(-1)).toBe("a");
    expect(partsAtCursor("edge a -> ┆b\n").at(-1)).toBe("b");
  });

  test("of a task from a module hold its path", () => {
    expect(partsAtCursor('task a() -> int from "./ta┆sks.ts" as b\n').at(-1)).toBe("./tasks.ts");
  });

  test("are all within the text", () => {
    const text =
      'task a(x: int = 1) -> int[]:\n  sh "echo #{x}"\nedge a, a -> a\nwhen a done as x where x.args.x > 1: a(1)\n';
    for (const { span } of everyPart(parse("main.adg", text).value)) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
  });
});
