import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rewrite } from "./rewrite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adg-rewrite-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("where one file cannot be written, none is, and it is said why", () => {
  const file = join(folder, "a.adg");
  writeFileSync(file, "old");
  const other = join(folder, "b.adg");
  mkdirSync(other);
  const texts = [file, other].map((each) => [each, "new"] as const);
  expect(() => rewrite(texts)).toThrow(`"${other}" cannot be written: it is a folder.`);
  expect(readFileSync(file, "utf8")).toBe("old");
});

test("a file that is not there is made, with its folder", () => {
  const file = join(folder, "lib", "a.ts");
  rewrite([[file, "new"]]);
  expect(readFileSync(file, "utf8")).toBe("new");
});
