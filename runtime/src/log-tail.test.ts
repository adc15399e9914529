import { expect, test } from "vitest";
import { tempFolder, writeText } from "../../test/support/temp-folder.ts";
import { lastLines } from "./log-tail.ts";

const folder = tempFolder();

test("the last lines of a log are its last twenty, without colours and controls", async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const log = writeText(folder, "a", `${lines.join("\n")}\n\u001b[31mred\u001b[0m \u0007bell\r\n`);
  expect(await lastLines(log)).toEqual([...lines.slice(11), "red bell"]);
  expect(await lastLines(log, { lines: 1 })).toEqual(["red bell"]);
});

test("a log that is empty or not there has no lines", async () => {
  expect(await lastLines(writeText(folder, "b", ""))).toEqual([]);
  expect(await lastLines(`${folder}/none`)).toBe(undefined);
  expect(await lastLines(writeText(folder, "c", "old\n"), { from: 4 })).toEqual([]);
});

test("one endless line is cut, and only the end of the file is read", async () => {
  const log = writeText(folder, "d", "x".repeat(1_000_000));
  expect(await lastLines(log)).toEqual([`${"x".repeat(500)}…`]);
});
