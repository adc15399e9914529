import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fix } from "./fix.ts";

const adg = fileURLToPath(new URL("../bin/adg.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "adg-fix-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function check(args: readonly string[], cwd = folder): { exit: number | null; out: string } {
  const ended = spawnSync(process.execPath, [adg, "check", ...args], { cwd, encoding: "utf8" });
  expect(ended.stderr).toBe("");
  return { exit: ended.status, out: ended.stdout };
}

function file(name: string, content: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

describe("adg check --fix", () => {
  test("applies safe fixes only; with --fix-suggested also what takes away or puts in", () => {
    const text = `import { f, g } from "./f.mjs"
task a(n: number) -> number = n
task unused() -> int = 1
edge a -> a, unused
start:
  let x = a(f())
`;
    file("f.mjs", "export const f = () => 1;\nexport const g = () => 2;\n");
    file("a.adg", text);
    const safe = text.replace("f, g", "f").replace("let x = ", "");
    const first = check(["--fix", "a.adg"]);
    expect(first.exit).toBe(0);
    expect(first.out).toContain('fixed a.adg:1:13: Remove the import of "g"');
    expect(first.out).toContain('suggestion: Remove the task "unused" and its edges');
    expect(read("a.adg")).toBe(safe);
    const second = check(["--fix-suggested", "a.adg"]);
    expect(second.out).toContain("nothing to report");
    expect(read("a.adg")).toBe(safe.replace("task unused() -> int = 1\nedge a -> a, unused\n", ""));
    const again = check(["--fix-suggested", "a.adg"]);
    expect(again.out).not.toContain("fixed");
  });

  test("takes nothing for unused while there are errors that it may be missing for", () => {
    const text = 'import { f } from "./f.mjs"\ntask a(n: int) -> int = n\nstart: a(true)\n';
    file("f.mjs", "export const f = () => 1;\n");
    file("a.adg", text);
    expect(check(["--fix-suggested", "a.adg"]).exit).toBe(2);
    expect(read("a.adg")).toBe(text);
  });

  test("writes functions that fit their tasks, in a new module and in one that is there", () => {
    file("lib/old.ts", "export function first(n: number): number {\n  return n;\n}");
    file(
      "a.adg",
      `type Sample = { id: string, depth?: int, kind: "a" | "b" }
task first(n: int) -> int from "./lib/old.ts"
task second(samples: Sample[], at: file, mode?: string) -> Sample from "./lib/old.ts"
task third(flag: boolean = true) from "./lib/old.ts"
task fourth(s: Sample?, pair: [int, json]) -> file[] from "./lib/steps/new.ts"
start:
  first(1)
  second([], "a")
  third()
  fourth(null, [1, "x"])
`,
    );
    const { exit, out } = check(["--fix", "a.adg"]);
    expect(out).toContain('Add "second" to "./lib/old.ts"');
    expect(out).toContain('Create "./lib/steps/new.ts" with "fourth"');
    expect(out).toContain("nothing to report");
    expect(exit).toBe(0);
    expect(
      read("lib/old.ts").startsWith(
        "export function first(n: number): number {\n  return n;\n}\n\nexport async function second(",
      ),
    ).toBe(true);
    const before = read("lib/old.ts");
    expect(check(["--fix", "a.adg"]).out).not.toContain("fixed");
    expect(read("lib/old.ts")).toBe(before);
  });

  test("writes a function once that two programs want differently", () => {
    file("t.ts", "export {};\n");
    file("a.adg", 'task f(n: int) -> int from "./t.ts"\nstart: f(1)\n');
    file("b.adg", 'task f(s: string) -> int from "./t.ts"\nstart: f("")\n');
    expect(check(["--fix", "a.adg", "b.adg"]).exit).toBe(2);
    expect(read("t.ts").match(/function f\(/g)).toHaveLength(1);
  });

  test("writes nothing outside the folders of the user's programs", () => {
    file(
      "project/a.adg",
      'task f() from "../other/t.ts"\ntask g() from "./link/t.ts"\ntask h() from "./node_modules/p/t.mjs"\nstart:\n  f()\n  g()\n  h()\n',
    );
    file("other/t.ts", "export {};\n");
    file("project/node_modules/p/t.mjs", "export {};\n");
    symlinkSync(join(folder, "other"), join(folder, "project", "link"));
    expect(check(["--fix", "a.adg"], join(folder, "project")).exit).toBe(2);
    expect(read("other/t.ts")).toBe("export {};\n");
    expect(read("project/node_modules/p/t.mjs")).toBe("export {};\n");
    expect(check(["--fix", "project/a.adg"]).exit).toBe(2);
    expect(read("other/t.ts")).toContain("export async function f()");
  });

  test("makes no module where one of nearly that name is meant", () => {
    file("tasks.ts", "export function f(): number {\n  return 1;\n}\n");
    file("a.adg", 'task f() -> int from "./task.ts"\nstart: f()\n');
    expect(check(["--fix", "a.adg"]).out).toContain('fixed a.adg:1:22: Change to "./tasks.ts"');
    expect(existsSync(join(folder, "task.ts"))).toBe(false);
    expect(check(["a.adg"]).exit).toBe(0);
  });

  test("mends what cannot be read first, and goes on from there", () => {
    file("a.adg", "task page() -> int = 1\nstart:\n\tpage()\n\tif true:\n\t\tpge()\n");
    const { exit, out } = check(["--fix", "a.adg"]);
    expect(out).toContain("Indent with spaces");
    expect(exit).toBe(0);
    expect(read("a.adg")).toContain(" page()\n");
    expect(read("a.adg")).not.toContain("\t");
  });

  test("keeps lines with tabs in their block where its head has no colon yet", () => {
    file("a.adg", "task a() -> int = 1\nedge a -> a\nstart\n\ta()\nwhen a done as d\n\tif d.result > 1: a()\n\ta()\n");
    expect(check(["--fix", "a.adg"]).exit).toBe(0);
    expect(read("a.adg")).toBe(
      "task a() -> int = 1\nedge a -> a\nstart:\n  a()\nwhen a done as d:\n  if d.result > 1: a()\n  a()\n",
    );
  });

  test("declares as many edges as are missing, in one go", () => {
    const names = Array.from({ length: 120 }, (_, i) => `t${i}`);
    const tasks = names.map((name) => `task ${name}(n: int) -> int = n\n`).join("");
    file(
      "a.adg",
      `task go() -> int = 1\n${tasks}start: go()\nwhen go done as g:\n${names.map((name) => `  ${name}(g.result)\n`).join("")}`,
    );
    expect(check(["--fix", "a.adg"]).exit).toBe(0);
    expect(read("a.adg").match(/^edge go -> t\d+$/gm)).toHaveLength(120);
  });

  test("puts nothing into a text that somebody changed meanwhile, but checks it again", async () => {
    file("a.adg", "task double(n: int) -> int = n\nstart: duoble(1)\n");
    // The text is read before `fix` comes back for the first time.
    const fixing = fix([join(folder, "a.adg")], "safe");
    const first = fixing.next();
    file("a.adg", "/// Twice.\ntask double(n: int) -> int = 2 * n\nstart: duoble(1)\n");
    await first;
    expect(read("a.adg")).toBe("/// Twice.\ntask double(n: int) -> int = 2 * n\nstart: double(1)\n");
  });

  test("keeps line ends and a byte order mark", () => {
    file(
      "a.adg",
      "\uFEFFtask a() -> int = 1\r\ntask b(n: int) -> int = n\r\nstart: a()\r\nwhen a done as d: b(d.result)\r\n",
    );
    expect(check(["--fix", "a.adg"]).exit).toBe(0);
    expect(read("a.adg")).toBe(
      "\uFEFFtask a() -> int = 1\r\ntask b(n: int) -> int = n\r\n\r\nedge a -> b\r\nstart: a()\r\nwhen a done as d: b(d.result)\r\n",
    );
  });
});
