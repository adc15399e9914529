import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";
import { tempFolder, writeText } from "./support/temp-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const home = tempFolder();
const cli = join(home, "cli");
const main = join(cli, "dist", "main.js");
const bundle = join(cli, "dist", "bundle");
const compiler = join(home, "compiler");
const runtime = join(home, "runtime");
/** The packages that go into the bundle with the command. */
const packages = ["compiler", "host", "lsp", "runtime"];

/** A copy of what is built, with the bundles. */
beforeEach(() => {
  for (const each of ["cli", ...packages]) {
    rmSync(join(home, each), { recursive: true, force: true });
    for (const part of ["bundle", "dist", "package.json"].filter((name) => existsSync(join(root, each, name))))
      cpSync(join(root, each, part), join(home, each, part), { recursive: true });
  }
  for (const each of ["cli/bin", "docs", "ui/src"]) cpSync(join(root, each), join(home, each), { recursive: true });
  cpSync(join(root, "scripts", "bundle.mjs"), join(home, "scripts", "bundle.mjs"));
  mkdirSync(join(cli, "node_modules", "@adg"), { recursive: true });
  for (const each of packages) symlinkSync(join(home, each), join(cli, "node_modules", "@adg", each));
  rmSync(join(home, "node_modules"), { force: true });
  symlinkSync(join(root, "node_modules"), join(home, "node_modules"));
});

function bundleAnew(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(home, "scripts", "bundle.mjs")], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
}

function adg(...args: readonly string[]): { readonly exit: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(cli, "bin", "adg.mjs"), ...args], {
    cwd: home,
    encoding: "utf8",
  });
  return { exit: status, out: stdout, err: stderr };
}

/** Makes either tell that it was started. */
function mark(): void {
  for (const [file, name] of [
    [main, "compiled"],
    [join(bundle, "main.js"), "bundled"],
  ] as const)
    writeFileSync(file, `export const main = () => console.log("${name}");\n`);
}

test("the bundle answers as what is compiled does, and needs none of it but the runtime", () => {
  writeText(home, "tasks.ts", "export const length = (text: string): number => text.length;\n");
  writeText(
    home,
    "sound.adg",
    `task say(text: string) -> string:
  sh "printf %s #{text}"
task length(text: string) -> int from "./tasks.ts"
output n: int = length
edge say -> length
start: say("it's four")
when say done as s: length(s.result)
`,
  );
  writeText(home, "wrong.adg", 'task a()  -> int:\n  sh "echo \'#{b}"\nstart: a(1)\n');
  const commands = [
    ["check", "sound.adg", "wrong.adg"],
    ["check", "--json", "wrong.adg"],
    ["explain", "ADG4001"],
    ["explain", "ADG400"],
    ["fmt", "--check", "sound.adg", "wrong.adg"],
    ["compile", "sound.adg", "-o", "built"],
    ["check"],
    ["--version"],
  ];
  const answers = () => ({
    answers: commands.map((command) => adg(...command)),
    outputs: (JSON.parse(adg("run", "sound.adg", "--json").out) as { readonly outputs: unknown }).outputs,
    built: readFileSync(join(home, "built", "sound.adg.js"), "utf8"),
  });
  rmSync(join(compiler, "dist", "index.js"));
  const compiled = readFileSync(main);
  writeFileSync(main, 'throw new Error("what is compiled was loaded");\n');
  const bundled = answers();
  expect(bundled.outputs).toEqual({ n: 9 });
  expect(bundled.answers.map(({ exit }) => exit)).toEqual([2, 2, 0, 2, 1, 0, 2, 0]);

  rmSync(bundle, { recursive: true });
  cpSync(join(root, "compiler", "dist", "index.js"), join(compiler, "dist", "index.js"));
  writeFileSync(main, compiled);
  rmSync(join(home, ".adg"), { recursive: true, force: true });
  expect(answers()).toEqual(bundled);
}, 60_000);

test("the bundle is used while it is what was compiled, whatever the times of the files", () => {
  mark();
  expect(adg("--version").out).toBe("bundled\n");
  utimesSync(join(cli, "dist", ".tsbuildinfo"), new Date(), new Date(Date.now() + 60_000));
  utimesSync(join(bundle, "main.js"), 0, 0);
  expect(adg("--version").out).toBe("bundled\n");
});

test.each([
  ["the command", cli],
  ["the compiler", compiler],
])("a bundle that is older than %s is left aside until there is a new one", (_, folder) => {
  mark();
  appendFileSync(join(folder, "dist", ".tsbuildinfo"), "\n");
  expect(adg("--version").out).toBe("compiled\n");
  bundleAnew();
  mark();
  expect(adg("--version").out).toBe("bundled\n");
});

test("a runtime that was compiled anew is not run as it was before", () => {
  appendFileSync(join(runtime, "dist", ".tsbuildinfo"), "\n");
  expect(adg("--version")).toEqual({
    exit: 2,
    out: "",
    err: 'adg is not built yet as it is compiled now: run "npm run build" in its folder.\n',
  });
  bundleAnew();
  expect(adg("--version").exit).toBe(0);
});

test("where nothing was bundled yet, it is said what to do", () => {
  rmSync(join(bundle, "made-from.json"));
  rmSync(join(runtime, "bundle"), { recursive: true });
  const { exit, err } = adg("--version");
  expect(err).toContain('run "npm run build" in its folder');
  expect(exit).toBe(2);
});

test("the bundle is used where the packages are installed in other places than they were built in", () => {
  mark();
  const elsewhere = join(home, "node_modules-of-a-project");
  mkdirSync(join(elsewhere, "node_modules", "@adg"), { recursive: true });
  cpSync(cli, join(elsewhere, "node_modules", "adg"), { recursive: true, filter: (path) => !path.includes("@adg") });
  for (const each of packages)
    cpSync(join(home, each), join(elsewhere, "node_modules", "@adg", each), { recursive: true });
  const installed = join(elsewhere, "node_modules", "adg", "bin", "adg.mjs");
  expect(spawnSync(process.execPath, [installed, "--version"], { encoding: "utf8" }).stdout).toBe("bundled\n");
});

test("a bundle that was not written to its end is left aside", () => {
  mark();
  rmSync(join(bundle, "made-from.json"));
  expect(adg("--version").out).toBe("compiled\n");
});

test("a new bundle leaves nothing of the one before", () => {
  writeFileSync(join(bundle, "chunk-OLD.js"), "");
  bundleAnew();
  expect(() => readFileSync(join(bundle, "chunk-OLD.js"))).toThrow("ENOENT");
});
