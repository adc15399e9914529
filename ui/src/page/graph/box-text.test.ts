import { expect, test } from "vitest";
import { barParts, boxText, fitted } from "./box-text.ts";

const box = { x: 0, y: 0, width: 130, height: 62, name: "pdf", implementation: "typescript", shape: "task" } as const;
const textOf = (...args: Parameters<typeof boxText>): readonly string[] =>
  boxText(...args).lines.map(({ text }) => text);

test("a box says what it is and how its nodes stand", () => {
  expect(textOf(box, [30, 2, 0, 8, 0, 0])).toEqual(["pdf", "typescript", "30 of 40 done, 2 failed"]);
  expect(textOf(box, [])).toEqual(["pdf", "typescript", "none yet"]);
  expect(textOf({ ...box, shape: "start" }, undefined)).toEqual(["pdf", "typescript"]);
});

test("where it has little room, it says less", () => {
  expect(textOf({ ...box, height: 44 }, [1, 0, 0, 0, 0, 0])).toEqual(["pdf", "1 done"]);
  expect(textOf({ ...box, width: 80 }, [30, 2, 0, 8, 0, 0])).toEqual(["pdf", "typescript", "2 failed"]);
  expect(textOf({ ...box, width: 80, name: "a-name-that-is-long" }, [])[0]).toMatch(/^a-na.*…$/);
});

test("all of it lies inside the box", () => {
  for (const height of [36, 44, 62, 100]) {
    const { lines, bar } = boxText({ ...box, height }, [1, 0, 0, 0, 0, 0]);
    for (const { y } of lines) expect(Math.abs(y)).toBeLessThan(height / 2);
    expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThan(height / 2);
    expect(bar?.y).toBeGreaterThan(lines.at(-1)?.y ?? 0);
  }
});

test("a text is cut only where no form of it has room", () => {
  expect(fitted(["a long text", "short"], 40, 10)).toBe("short");
  expect(fitted(["abcdefghij"], 30, 10)).toMatch(/^[a-d]+…$/);
});

test("the parts of a bar make it up, each as wide as it has nodes", () => {
  const parts = barParts([1, 0, 3, 0, 0, 0]);
  expect(parts.map(({ share }) => share)).toEqual([0.25, 0, 0.75, 0, 0, 0]);
  expect(parts[2]?.from).toBe(0.25);
  expect(barParts([0, 0, 0, 0, 0, 0]).every(({ share }) => share === 0)).toBe(true);
});
