import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { beginAttempt } from "./attempt-line.ts";

const folder = mkdtempSync(join(tmpdir(), "adg-attempts-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("what a further attempt prints begins with a line of its own, where there is something before it", async () => {
  const log = join(folder, "log");
  expect(await beginAttempt(log, 2)).toBe(0);
  writeFileSync(log, "no luck");
  const size = await beginAttempt(log, 2);
  expect(await beginAttempt(log, 2)).toBe(size);
  expect(readFileSync(log, "utf8")).toBe("no luck\n── attempt 2 ──\n");
  expect(size).toBe(readFileSync(log).length);
  writeFileSync(log, "again\n", { flag: "a" });
  await beginAttempt(log, 3);
  expect(readFileSync(log, "utf8")).toBe("no luck\n── attempt 2 ──\nagain\n── attempt 3 ──\n");
});
