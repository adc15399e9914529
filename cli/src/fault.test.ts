import { expect, test } from "vitest";
import { exceptionText } from "./fault.ts";
import { Refusal } from "./refusal.ts";

test("an exception inside adg is called a fault of adg, and shows its trace only when asked to", () => {
  const text = exceptionText(new Error("no such token"), false);
  expect(text).toContain("This is a fault of adg, not of your program: no such token");
  expect(text).toContain("ADG_DEBUG=1");
  expect(text).not.toContain("at ");
  expect(exceptionText(new Error("no such token"), true)).toMatch(/\n\s+at .*fault\.test\.ts/);
});

test("an exception inside each of adg's packages is called a fault of adg", () => {
  for (const file of ["../../compiler/dist/check.js", "../../runtime/dist/step.js", "../dist/run.js"]) {
    const error = new Error("too deep");
    error.stack = `Error: too deep\n    at check (${new URL(file, import.meta.url).href}:3:7)`;
    expect(exceptionText(error, false), file).toContain("This is a fault of adg, not of your program: too deep");
  }
});

test("what a user's module threw outside of any task is not called a fault of adg", () => {
  const error = new Error("nobody waited");
  error.stack =
    "Error: nobody waited\n    at f (file:///home/ada/my%20flow/tasks.ts:3:7)\n    at node:internal/timers:5:1";
  expect(exceptionText(error, false)).toContain(
    "A module of the program failed outside of any task: nobody waited (/home/ada/my flow/tasks.ts:3)",
  );
});

test("a refusal is its own words", () => {
  expect(exceptionText(new Refusal([{ code: "ADG7001", message: "The input is missing." }]), false)).toBe(
    "ADG7001: The input is missing.",
  );
});
