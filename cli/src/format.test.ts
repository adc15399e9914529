import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const adg = fileURLToPath(new URL("../bin/adg.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adg-format-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fmt(args: readonly string[], input = ""): { exit: number | null; out: string; err: string } {
  const ended = spawnSync(process.execPath, [adg, "fmt", ...args], { cwd: folder, input, encoding: "utf8" });
  return { exit: ended.status, out: ended.stdout, err: ended.stderr };
}

function file(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

describe("adg fmt", () => {
  test("formats files in place and names those that it changed", () => {
    file("a.adg", "start:a()\n");
    file("b.adg", "start: b()\n");
    expect(fmt(["a.adg", "b.adg"])).toEqual({ exit: 0, out: 'formatted "a.adg"\n', err: "" });
    expect(read("a.adg")).toBe("start: a()\n");
    expect(fmt(["a.adg", "b.adg"])).toEqual({ exit: 0, out: "2 files: nothing to format\n", err: "" });
  });

  test("writes nothing with --check, and exits with 1 if a file is not formatted", () => {
    file("a.adg", "start:a()\n");
    expect(fmt(["--check", "a.adg"])).toEqual({ exit: 1, out: '"a.adg" is not formatted\n', err: "" });
    expect(read("a.adg")).toBe("start:a()\n");
    file("a.adg", "start: a()\n");
    expect(fmt(["--check", "a.adg"]).exit).toBe(0);
  });

  test('formats standard input to standard output for "-"', () => {
    expect(fmt(["-"], "start:a()")).toEqual({ exit: 0, out: "start: a()\n", err: "" });
    expect(fmt(["--check", "-"], "start:a()").exit).toBe(1);
  });

  test("keeps a byte order mark", () => {
    file("a.adg", "\uFEFFstart:a()\n");
    expect(fmt(["a.adg"]).exit).toBe(0);
    expect(read("a.adg")).toBe("\uFEFFstart: a()\n");
    expect(fmt(["--check", "a.adg"]).exit).toBe(0);
  });

  test("says that some of a file cannot be read, formats the rest, and exits with 2", () => {
    file("a.adg", "start\nedge a->b\n");
    const said =
      '"a.adg" has 1 syntax error, and what cannot be read is left as it is: "adg check a.adg" tells of it\n';
    expect(fmt(["--check", "a.adg"])).toEqual({ exit: 2, out: '"a.adg" is not formatted\n', err: said });
    expect(fmt(["a.adg"])).toEqual({ exit: 2, out: 'formatted "a.adg"\n', err: said });
    expect(read("a.adg")).toBe("start\nedge a -> b\n");
    expect(fmt(["-"], "task b() -> int = (1\n")).toMatchObject({ exit: 2, out: "task b() -> int = (1\n" });
  });

  test("changes no file if one of them cannot be read", () => {
    file("a.adg", "start:a()\n");
    expect(fmt(["a.adg", "missing.adg"])).toEqual({ exit: 2, out: "", err: 'There is no file "missing.adg".\n' });
    expect(read("a.adg")).toBe("start:a()\n");
  });
});
