import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const adg = fileURLToPath(new URL("../bin/adg.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adg-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function check(...args: readonly string[]): { exit: number | null; out: string; err: string } {
  const ended = spawnSync(process.execPath, [adg, "check", ...args], { cwd: folder, encoding: "utf8" });
  return { exit: ended.status, out: ended.stdout, err: ended.stderr };
}

function file(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

const tasks = `task read() -> int = 1
task sum(n: int) -> int = n
`;

describe("a TypeScript module that cannot be read", () => {
  const program = 'task a() -> int from "./tasks.ts"\nstart: a()\n';

  test("is reported where it is named, with the reason", () => {
    mkdirSync(join(folder, "tasks.ts"));
    file("a.adg", program);
    const { exit, out, err } = check("a.adg");
    expect(err).toBe("");
    expect(out).toContain('error ADG6001: The TypeScript module "./tasks.ts" cannot be read: it is a folder.');
    expect(out).toContain("a.adg:1:22");
    expect(out).toContain('"a.adg": 1 error');
    expect(exit).toBe(2);
  });

  test("is no fault of adg, also where another module imports it", () => {
    // No process can read its memory from there as a file.
    symlinkSync("/proc/self/mem", join(folder, "memory.ts"));
    file("tasks.ts", 'import "./memory.ts";\nexport const a = (): number => 1;\n');
    file("a.adg", program);
    expect(check("a.adg").err).toBe("");
    file("b.adg", program.replace("tasks", "memory"));
    expect(check("b.adg")).toMatchObject({ exit: 2, err: "" });
  });
});

describe("adg check --fix", () => {
  test("mends what one fix mends, also what shows only then, and says what it did", () => {
    file("a.adg", `${tasks}\nstart: raed()\n\nwhen read done as r: sum(r.result)\n`);
    const { exit, out } = check("--fix", "a.adg");
    expect(out).toContain('fixed a.adg:4:8: Change to "read"');
    expect(out).toContain("nothing to report");
    expect(exit).toBe(0);
    expect(read("a.adg")).toContain("edge read -> sum\n");
    expect(read("a.adg")).toContain("start: read()\n");
  });

  test("declares an edge once that several places would create", () => {
    file("a.adg", `${tasks}\nstart: read()\n\nwhen read done as r:\n  sum(r.result)\n  sum(r.result + 1)\n`);
    expect(check("--fix", "a.adg").exit).toBe(0);
    expect(read("a.adg").match(/edge read -> sum/g)).toHaveLength(1);
  });

  test("leaves the choice between several fixes to the user", () => {
    const text = "task pdf() -> int = 1\ntask pdg() -> int = 2\nstart:\n  pdf()\n  pdg()\n  pdx()\n";
    file("a.adg", text);
    expect(check("--fix", "a.adg").exit).toBe(2);
    expect(read("a.adg")).toBe(text);
  });

  test("changes nothing in a file that it cannot make readable", () => {
    const text = `${tasks}\nstart: raed()\n\nwhen read done as: sum(r.result)\n`;
    file("a.adg", text);
    expect(check("--fix", "a.adg").exit).toBe(2);
    expect(read("a.adg")).toBe(text);
  });

  test("makes a file readable first, and mends then what is wrong with it", () => {
    file("a.adg", `${tasks}\nstart raed()\n\nwhen read done as r sum(r.result)\n`);
    expect(check("--fix", "a.adg").exit).toBe(0);
    expect(read("a.adg")).toBe(`${tasks}\nedge read -> sum\n\nstart: read()\n\nwhen read done as r: sum(r.result)\n`);
  });

  test("prints nothing but JSON on standard output with --json", () => {
    file("a.adg", `${tasks}\nstart: raed()\n\nwhen read done as r: sum(r.result)\n`);
    const { out, err } = check("--fix", "--json", "a.adg");
    expect(JSON.parse(out)).toEqual([]);
    expect(err).toContain("fixed a.adg:4:8");
  });
});

describe("adg check --watch", () => {
  test("checks again when the program or a module of it changes, and ends with 0 on SIGINT", async () => {
    file("a.adg", 'task a() -> int from "./tasks.ts"\nstart: a()\n');
    const child = spawn(process.execPath, [adg, "check", "--watch", "--json", "a.adg"], { cwd: folder });
    const ended = new Promise<number | null>((done) => child.on("close", done));
    const results: string[] = [];
    let text = "";
    let heard = (): void => {};
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      results.push(...lines);
      heard();
    });
    /** Waits for a check that finds exactly these codes. */
    const finds = async (...codes: readonly string[]): Promise<void> => {
      const isIt = (line: string): boolean =>
        JSON.stringify((JSON.parse(line) as { readonly code: string }[]).map(({ code }) => code)) ===
        JSON.stringify(codes);
      while (!results.some(isIt)) await new Promise<void>((done) => (heard = done));
      results.length = 0;
    };
    await finds("ADG6001");
    file("tasks.ts", "export function a(): number {\n  return 1;\n}\n");
    await finds();
    file("a.adg", 'task a() -> int from "./tasks.ts"\nstart:\n  a()\n  b()\n');
    await finds("ADG2001");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});
