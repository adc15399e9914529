import { expect, test } from "vitest";
import { frozen, returned } from "./returned.ts";

const text = { kind: "string" } as const;

test("what a function gave is a frozen value of its type", () => {
  const list = [{ id: "a", gone: undefined }];
  const value = returned("f", list, { kind: "json" }, {});
  expect(value).toEqual([{ id: "a" }]);
  expect(Object.isFrozen(value)).toBe(true);
  expect(Object.isFrozen(list)).toBe(false);
  expect(returned("f", undefined, { kind: "null" }, {})).toBe(null);
});

test("what it should not have given is said with the function's name", () => {
  expect(() => returned("f", 1, text, {})).toThrow('"f" gave: expected string, got 1.');
  expect(() => returned("f", new Date(0), { kind: "json" }, {})).toThrow('"f" gave: expected json, got ');
  expect(() => returned("f", [1], { kind: "list", element: text }, {})).toThrow('"f" gave[0]: expected string, got 1.');
});

test("a promise is refused, and does no harm when it fails later", async () => {
  expect(() => returned("f", Promise.reject(new Error("late")), text, {})).toThrow('"f" gave a promise');
  // An unhandled rejection would fail this file.
  await new Promise((done) => setImmediate(done));
});

test("what a function is given cannot be changed by it", () => {
  const list = [{ a: [1] }];
  expect(frozen(list)).toBe(list);
  expect([list, list[0], list[0]?.a].every(Object.isFrozen)).toBe(true);
  expect(frozen(null)).toBe(null);
});
