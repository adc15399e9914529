import { describe, expect, test } from "vitest";
import { lineText, offsetAt, positionAt, sourceOf } from "./source.ts";

describe("a source", () => {
  const source = sourceOf("main.adg", "\uFEFFab\r\n\n😀c\rd");

  test("has lines that end with LF, CR LF or CR", () => {
    expect([1, 2, 3, 4, 5].map((line) => lineText(source, line))).toEqual(["ab", "", "😀c", "d", ""]);
  });

  test("tells the line and column of an offset, a byte order mark being no column", () => {
    expect([0, 1, 2, 5, 6, 8, 10].map((offset) => positionAt(source, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 3 },
      { line: 4, column: 1 },
    ]);
    expect(positionAt(source, 99)).toEqual({ line: 4, column: 2 });
  });

  test("tells the offset of a line and column, and takes what is outside to its edge", () => {
    for (let offset = 1; offset <= source.text.length; offset++) {
      if (source.text[offset] === "\n" && source.text[offset - 1] === "\r") continue;
      expect(offsetAt(source, positionAt(source, offset))).toBe(offset);
    }
    expect(offsetAt(source, { line: 1, column: 99 })).toBe(3);
    expect(offsetAt(source, { line: 99, column: 1 })).toBe(source.text.length);
    expect(offsetAt(source, { line: 0, column: 1 })).toBe(1);
  });
});
