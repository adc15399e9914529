import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Emulator } from "../../test/support/emulator.ts";

const adg = fileURLToPath(new URL("../bin/adg.mjs", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "adg-test-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

interface Start {
  /** Of Node itself. */
  readonly flags?: readonly string[];
  /** Beside the environment of the tests; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with all text on standard error, whenever there is more. */
  readonly during?: (child: ReturnType<typeof spawn>, text: string) => void;
}

/** Runs the built command in the test's folder. */
function command(args: readonly string[], { flags = [], env, during }: Start = {}): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...flags, adg, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
      during?.(child, err);
    });
    child.on("error", failed);
    child.on("close", (exit) => done({ exit, out, err }));
  });
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** Nothing of adg's own code shows. */
function expectNoTrace({ out, err }: Ended): void {
  expect(out + err).not.toMatch(/\n\s+at |fault of adg|node:internal|Warning:/);
}

/** Makes a Node say that it is old. The command goes on under the one that is installed beside it. */
const oldNode = ["--import", "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.9.0'})"];

/** Makes a process believe that its standard error is a terminal of that size. */
const onTerminal = {
  flags: [
    "--import",
    "data:text/javascript,Object.assign(process.stderr,{isTTY:true,columns:80,rows:24,getColorDepth:()=>process.env.NO_COLOR?1:8})",
  ],
  env: { TERM: "xterm-256color", CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined },
} as const satisfies Start;

const greeting = `input name: string
input times: int = 1
output text: string = greet

task greet(name: string, times: int) -> string = "hello #{name} x#{times}"

start: greet(name, times)
`;

describe("the command line", () => {
  test("prints help for every verb and exits with 0", async () => {
    for (const args of [
      ["--help"],
      ["check", "--help"],
      ["compile", "--help"],
      ["run", "--help"],
      ["step", "--help"],
    ]) {
      const ended = await command(args);
      expect(ended.exit, args.join(" ")).toBe(0);
      expect(ended.out).toContain("Usage: adg");
    }
  });

  test("goes on under the Node that is installed beside it when an old one starts it, and hands on the exit code", async () => {
    await file("a.adg", "start: a()\n");
    const ended = await command(["check", "a.adg", "--json"], { flags: oldNode });
    expect(ended.exit).toBe(2);
    expect(JSON.parse(ended.out)).toMatchObject([{ code: "ADG2001" }]);
  });

  test("refuses an unknown verb with exit code 2, and offers the nearest", async () => {
    const ended = await command(["chek", "a.adg"]);
    expect(ended.exit).toBe(2);
    expect(ended.err).toContain('unknown command "chek"');
    expect(ended.err).toContain("check");
    expectNoTrace(ended);
  });

  test("refuses an unknown option, and numbers that are none, with exit code 2", async () => {
    await file("a.adg", greeting);
    for (const args of [
      ["run", "a.adg", "--nonsense"],
      ["run", "a.adg", "--concurrency", "0"],
      ["run", "a.adg", "--concurrency", "many"],
      ["run", "a.adg", "--shuffle", "-1"],
      ["run", "a.adg", "--max-steps", "0"],
      ["step", "a.adg", "--quiet"],
    ]) {
      const ended = await command(args);
      expect(ended.exit, args.join(" ")).toBe(2);
      expectNoTrace(ended);
    }
  });
});

describe("a file that is no program", () => {
  const cases: readonly (readonly [string, string | Uint8Array | undefined])[] = [
    ["that does not exist", undefined],
    ["that is not UTF-8", Uint8Array.of(0x69, 0x6e, 0xff, 0xfe, 0x0a)],
    ["that is empty", ""],
    ["with 10,000 nested brackets", `task a() -> json = ${"[".repeat(10_000)}${"]".repeat(10_000)}\nstart: a()\n`],
    ["with 10,000 brackets that nobody closes", `task a() -> json = ${"(".repeat(10_000)}\nstart: a()\n`],
    ["with a line of 1 MB", `task a() -> string = ${"x".repeat(1 << 20)}\nstart: a()\n`],
    ["with a line of 1 MB of words", `${"word ".repeat(200_000)}\n`],
  ];
  for (const [what, content] of cases) {
    test(`${what} gets a diagnostic from each verb, and never a stack trace`, async () => {
      if (content !== undefined) await file("a.adg", content);
      for (const args of [
        ["check", "a.adg"],
        ["run", "a.adg"],
        ["compile", "a.adg", "-o", "built"],
      ]) {
        const ended = await command(args);
        expect(ended.exit, args.join(" ")).toBe(2);
        expect(ended.out + ended.err, args.join(" ")).toContain("a.adg");
        expectNoTrace(ended);
      }
      const checked = await command(["check", "a.adg", "--json"]);
      expect(checked.exit).toBe(2);
      const [first] = JSON.parse(checked.out) as { severity: string; line: number; message: string }[];
      expect(first).toMatchObject({
        file: "a.adg",
        severity: "error",
        code: expect.stringMatching(/^ADG\d{4}$/) as string,
      });
    });
  }

  test("that is a folder gets a diagnostic", async () => {
    await mkdir(join(folder, "a.adg"));
    const ended = await command(["check", "a.adg"]);
    expect(ended.exit).toBe(2);
    expect(ended.err + ended.out).toContain("folder");
    expectNoTrace(ended);
  });
});

describe("adg check", () => {
  test("answers a JSON list with 1-based places, and exit code 2 for an error", async () => {
    await file("a.adg", "task a() -> int = 1\n\nstart:\n  a()\n  b()\n");
    const ended = await command(["check", "a.adg", "--json"]);
    expect(ended.exit).toBe(2);
    expect(JSON.parse(ended.out)).toEqual([
      {
        file: "a.adg",
        line: 5,
        column: 3,
        endLine: 5,
        endColumn: 4,
        severity: "error",
        code: "ADG2001",
        message: expect.stringContaining('"b"') as string,
      },
    ]);
  });

  test("counts columns in UTF-16 units, as editors do", async () => {
    await file("a.adg", 'task a(s: string) -> int = 1\n\nstart: a("😀é", b)\n');
    const ended = await command(["check", "a.adg", "--json"]);
    const list = JSON.parse(ended.out) as { line: number; column: number }[];
    expect(list.length).toBeGreaterThan(0);
    for (const each of list) expect(each).toMatchObject({ line: 3, column: 17 });
  });

  test("checks several files, and says nothing of those that are right", async () => {
    await file("a.adg", "start: b()\n");
    await file("c.adg", greeting);
    const ended = await command(["check", "c.adg", "a.adg", "--json"]);
    expect(ended.exit).toBe(2);
    expect((JSON.parse(ended.out) as { file: string }[]).map((each) => each.file)).toEqual(["a.adg"]);
    expect((await command(["check", "c.adg"])).exit).toBe(0);
  });

  test("shows the line, underlined, to a person", async () => {
    await file("a.adg", "task a() -> int = 1\n\nstart: aa()\n");
    const ended = await command(["check", "a.adg"]);
    expect(ended.out + ended.err).toContain("start: aa()");
    expect(ended.out + ended.err).toMatch(/a\.adg:3:8/);
    expect(ended.out + ended.err).toMatch(/[\^─~]{2}/);
  });
});

describe("adg run", () => {
  test("gives the outputs of a program as one JSON object", async () => {
    await file("a.adg", greeting);
    const ended = await command(["run", "a.adg", "--json", "--input", "name=Ada", "--input", "times=2"]);
    expect(ended.err).toBe("");
    expect(ended.exit).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ status: "succeeded", outputs: { text: "hello Ada x2" }, errors: [] });
  });

  test("takes inputs from a JSON file, and those of the command line before them", async () => {
    await file("a.adg", greeting);
    await file("in.json", JSON.stringify({ name: "Ada", times: 3 }));
    const ended = await command(["run", "a.adg", "--json", "--inputs", "in.json", "--input", "name=Bob"]);
    expect(JSON.parse(ended.out)).toMatchObject({ outputs: { text: "hello Bob x3" } });
  });

  for (const [what, args] of [
    ["missing", []],
    ["unknown", ["--input", "name=a", "--input", "nmae=b"]],
    ["of the wrong type", ["--input", "name=a", "--input", "times=1.5"]],
    ["no JSON", ["--input", "name=a", "--input", "times=two"]],
    ["given twice", ["--input", "name=a", "--input", "name=b"]],
    ["without a value", ["--input", "name"]],
    ["in a file that is not there", ["--inputs", "gone.json"]],
  ] as const) {
    test(`refuses an input that is ${what} before anything runs (ADG7001)`, async () => {
      await file("a.adg", greeting.replace(' = "hello #{name} x#{times}"', ':\n  sh "touch ran"'));
      const person = await command(["run", "a.adg", ...args]);
      expect(person.exit).toBe(2);
      expect(person.err).toContain("ADG7001");
      expectNoTrace(person);
      const script = await command(["run", "a.adg", "--json", ...args]);
      expect(script.exit).toBe(2);
      expect(JSON.parse(script.out)).toMatchObject({ status: "failed", errors: [{ code: "ADG7001" }] });
      expect(existsSync(join(folder, "ran"))).toBe(false);
    });
  }

  test("prints the errors of a wrong program, runs nothing, and exits with 2", async () => {
    await file("a.adg", "start: a()\n");
    const person = await command(["run", "a.adg"]);
    expect(person.exit).toBe(2);
    expect(person.err).toContain("ADG2001");
    const script = await command(["run", "a.adg", "--json"]);
    expect(script.exit).toBe(2);
    expect(JSON.parse(script.out)).toMatchObject({ status: "failed", errors: [{ code: "ADG2001", line: 1 }] });
  });

  test("says that there are warnings, also when the code is compiled already, and nothing of it with --quiet or --json", async () => {
    await file("main.adg", "task a() -> int = 1\ntask b() -> int = 2\nstart: a()\n");
    const said = '"main.adg": 1 warning; "adg check main.adg" shows it.\n';
    expect((await command(["run", "main.adg"])).err.startsWith(said)).toBe(true);
    expect((await command(["run", "main.adg"])).err.startsWith(said)).toBe(true);
    for (const option of ["--quiet", "--json"]) expect((await command(["run", "main.adg", option])).err).toBe("");
  });

  test("exits with 1 and tells a person the task, its arguments, its last lines and its log when it failed", async () => {
    await file("a.adg", 'task a(n: int):\n  sh "echo out of paper; exit 3"\n\nstart: a(7)\n');
    const ended = await command(["run", "a.adg"]);
    expect(ended.exit).toBe(1);
    expect(ended.out).toContain("ADG7004");
    expect(ended.out).toMatch(/n: 7/);
    expect(ended.out).toContain("out of paper");
    const log = /log: (\S+)/.exec(ended.out)?.[1] ?? "";
    expect(await readFile(log, "utf8")).toContain("out of paper");
    expectNoTrace(ended);
  });

  test("shows what each rule came to, and the outputs, at the end", async () => {
    await file("a.adg", `${greeting}when greet failed: note()\ntask note() -> int = 1\nedge greet -> note\n`);
    const ended = await command(["run", "a.adg", "--input", "name=Ada"]);
    expect(ended.exit).toBe(0);
    expect(ended.out).toMatch(/fired +start/);
    expect(ended.out).toMatch(/closed +when greet failed/);
    expect(ended.out).toContain("hello Ada");
  });

  const printing = 'task a(n: int) -> int:\n  sh "echo #{n}"\n\nstart: a(7)\n';
  const failing = 'task a(n: int):\n  sh "echo out of paper; exit 3"\n\nstart: a(7)\n';

  test("prints nothing with --quiet when nothing went wrong, and on standard error what did", async () => {
    await file("a.adg", printing);
    expect(await command(["run", "a.adg", "--quiet"])).toEqual({ exit: 0, out: "", err: "" });
    await file("a.adg", failing);
    const ended = await command(["run", "a.adg", "--quiet"]);
    expect(ended.exit).toBe(1);
    expect(ended.out).toBe("");
    expect(ended.err).toMatch(/^errors\n {2}ADG7004 a [^]*n: 7\n[^]*out of paper\n[^]*\nfailed in .*\n$/);
    await file("a.adg", "start: b()\n");
    expect((await command(["run", "a.adg", "--quiet"])).err).toContain("ADG2001");
  });

  test("prints a line for each thing that happens with --verbose", async () => {
    await file("a.adg", printing);
    const ended = await command(["run", "a.adg", "--verbose"]);
    expect(ended.exit).toBe(0);
    const lines = ended.err
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d\d\d {2}/, ""));
    expect(lines[0]).toMatch(/^a: run \w+$/);
    expect(lines.slice(1, 4)).toEqual([
      "added      a(n: 7)",
      "fired      start  line 4  adds 1 node",
      "started    a(n: 7)",
    ]);
    expect(lines[4]).toMatch(/^done {7}a\(n: 7\) {2}in \d/);
    expect(ended.out).toContain("succeeded in");
  });

  test("refuses options that contradict each other", async () => {
    await file("a.adg", printing);
    for (const flags of [
      ["--quiet", "--verbose"],
      ["--json", "--quiet"],
      ["--json", "--verbose"],
    ]) {
      const ended = await command(["run", "a.adg", ...flags]);
      expect(ended.exit).toBe(2);
      expect(ended.err).toContain("cannot be used with option");
      expectNoTrace(ended);
    }
  });

  test("tells of a failure when it happens, not only at the end", async () => {
    await file("a.adg", `${failing}task b() -> int:\n  sh "sleep 30; echo 1"\nstart: b()\n`);
    let sent = false;
    const during: Start["during"] = (child, text) => {
      if (sent || !text.includes("the whole log: ") || !text.includes("b: started")) return;
      sent = true;
      child.kill("SIGINT");
    };
    const ended = await command(["run", "a.adg", "--concurrency", "2"], { during });
    expect(ended.exit).toBe(130);
    expect(ended.err).toMatch(/a\(n: 7\): failed: .*\n {4}\| out of paper\n {4}the whole log: /);
  });

  test("draws a table on a terminal, takes it away again, and gives the cursor back, also at SIGINT", async () => {
    await file("a.adg", 'task a() -> int:\n  sh "sleep 30; echo 1"\n\nstart: a()\n');
    const shown = /task\b.*\n.*a .* 1\b[^]*fired.*start[^]*1 node: 1 running/;
    let sent = false;
    const during: Start["during"] = (child, text) => {
      if (sent || !shown.test(stripVTControlCharacters(text))) return;
      sent = true;
      child.kill("SIGINT");
    };
    const ended = await command(["run", "a.adg"], { ...onTerminal, during });
    expect(ended.exit).toBe(130);
    expect(ended.err).toContain("\u001B[?25l");
    expect(ended.err.lastIndexOf("\u001B[?25h")).toBeGreaterThan(ended.err.lastIndexOf("\u001B[?25l"));
    const terminal = new Emulator();
    terminal.write(ended.err);
    expect(await terminal.lines()).toEqual([expect.stringMatching(/^Stopping: /)]);
    expectNoTrace(ended);
  });

  test("gives the cursor back when a fault ends it", async () => {
    await file("a.adg", 'task a() -> int:\n  sh "sleep 30; echo 1"\n\nstart: a()\n');
    const crash = 'data:text/javascript,process.on("SIGUSR2",()=>{throw new Error("on purpose")})';
    let sent = false;
    const during: Start["during"] = (child, text) => {
      if (sent || !text.includes("1 running")) return;
      sent = true;
      child.kill("SIGUSR2");
    };
    const flags = [...onTerminal.flags, "--import", crash];
    const ended = await command(["run", "a.adg"], { ...onTerminal, flags, during });
    expect(ended.exit).toBe(1);
    expect(ended.err.lastIndexOf("\u001B[?25h")).toBeGreaterThan(ended.err.lastIndexOf("\u001B[?25l"));
    const terminal = new Emulator();
    terminal.write(ended.err);
    expect((await terminal.lines())[0]).toContain("on purpose");
  });

  test("uses colours on a terminal, none where NO_COLOR is set, and some anywhere with FORCE_COLOR", async () => {
    await file("a.adg", failing);
    const colours = async (start: Start) => {
      const { err } = await command(["run", "a.adg"], start);
      return err.split("\u001B").some((each) => /^\[[\d;]+m/.test(each));
    };
    const { env, flags } = onTerminal;
    expect(await colours({ flags, env })).toBe(true);
    expect(await colours({ flags, env: { ...env, NO_COLOR: "1" } })).toBe(false);
    expect(await colours({ env })).toBe(false);
    expect(await colours({ env: { ...env, FORCE_COLOR: "1" } })).toBe(true);
  });

  test("uses compiled code again until the program or a module it names changes", async () => {
    const program = 'output n: int = a\n\ntask a() -> int from "./tasks.ts"\n\nstart: a()\n';
    await file("a.adg", program);
    await file("tasks.ts", "export function a(): number {\n  return 1;\n}\n");
    const outputs = async () =>
      JSON.parse((await command(["run", "a.adg", "--json"])).out) as { outputs: { n: number } };
    expect((await outputs()).outputs.n).toBe(1);
    const manifest = join(folder, ".adg", "compiled", "a.json");
    const first = await readFile(manifest, "utf8");
    expect((await outputs()).outputs.n).toBe(1);
    expect(await readFile(manifest, "utf8")).toBe(first);

    await file("a.adg", program.replace("= a\n", "= b\n").replaceAll("a()", "b()").replace("task a", "task b"));
    const renamed = await command(["run", "a.adg", "--json"]);
    expect(renamed.exit).toBe(2);
    expect(JSON.parse(renamed.out)).toMatchObject({ errors: [{ code: "ADG6002" }] });
    await file("tasks.ts", "export function b(): number {\n  return 2;\n}\n");
    expect((await outputs()).outputs.n).toBe(2);
  });

  test("copies output files to the folder that --out names, under the outputs' names", async () => {
    await file(
      "a.adg",
      [
        "output page: file = one",
        "output parts: file[] = all many",
        "",
        'task one() -> file:\n  out "x.txt"\n  sh "echo one > #{out}"',
        'task many(n: int) -> file:\n  out "part.txt"\n  sh "echo #{n} > #{out}"',
        "",
        "start:\n  one()\n  many(1)\n  many(2)\n",
      ].join("\n"),
    );
    const ended = await command(["run", "a.adg", "--out", "built"]);
    expect(ended.err + ended.out).toContain(join("built", "page.txt"));
    expect(ended.exit).toBe(0);
    expect(await readFile(join(folder, "built", "page.txt"), "utf8")).toBe("one\n");
    expect(await readFile(join(folder, "built", "parts", "part.txt"), "utf8")).toBe("1\n");
    expect(await readFile(join(folder, "built", "parts", "part-2.txt"), "utf8")).toBe("2\n");
  });

  test("writes the final graph where --graph says, the same for every order of completion", async () => {
    await file(
      "a.adg",
      "task a(n: int) -> int = n\ntask b(n: int[]) -> int = 0\nedge a -> b\nstart:\n  a(1)\n  a(2)\nwhen no more a: b(all a)\n",
    );
    await command(["run", "a.adg", "--graph", "one.json", "--shuffle", "1"]);
    await command(["run", "a.adg", "--graph", "two.json", "--shuffle", "2"]);
    const one = await readFile(join(folder, "one.json"), "utf8");
    expect(await readFile(join(folder, "two.json"), "utf8")).toBe(one);
    const { nodes, edges } = JSON.parse(one) as { nodes: { task: string; state: string }[]; edges: { to: string }[] };
    expect(nodes.map(({ task, state }) => `${task} ${state}`)).toEqual(["a done", "a done", "b done"]);
    expect(edges).toHaveLength(2);
  });

  test("leaves the user's own folder alone where an output of its name goes, and says so before anything runs", async () => {
    await file("chapters/one.md", "mine");
    await file(
      "a.adg",
      'output chapters: file[] = all t\ntask t() -> file:\n  out "x"\n  sh "touch ran #{out}"\nstart: t()\n',
    );
    const ended = await command(["run", "a.adg", "--out", "."]);
    expect(ended.exit).toBe(2);
    expect(ended.err).toContain(`${join(folder, "chapters")}": there is a folder that adg did not make`);
    expect(await readFile(join(folder, "chapters", "one.md"), "utf8")).toBe("mine");
    expectNoTrace(ended);
  });

  test("says where the results are when they cannot be delivered", async () => {
    await file("notes/one.md", "mine");
    await file("a.adg", 'output notes = t\ntask t() -> file:\n  out "x"\n  sh "echo 1 > #{out}"\nstart: t()\n');
    const ended = await command(["run", "a.adg", "--out", ".", "--json"]);
    expect(ended.exit).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ status: "succeeded" });
    const { run } = JSON.parse(ended.out) as { run: string };
    expect(ended.err).toContain(`What the run made is in "${join(folder, ".adg", "runs", run)}".`);
    expect(await readFile(join(folder, "notes", "one.md"), "utf8")).toBe("mine");
    expectNoTrace(ended);
  });

  test("refuses, before anything runs, an --out or --graph that cannot be written", async () => {
    await file("a.adg", 'task t():\n  sh "true"\n\nstart: t()\n');
    await file("taken", "");
    for (const [flag, path, says] of [
      ["--graph", join("gone", "g.json"), "there is no folder"],
      ["--graph", ".", "it is a folder"],
      ["--out", join("taken", "in", "it"), `${join(folder, "taken")}" is not a folder`],
      ["--out", "/proc/adg/out", '"/proc" takes no folder'],
    ] as const) {
      const ended = await command(["run", "a.adg", flag, path]);
      expect(ended.err).toContain(says);
      expect(ended.exit).toBe(2);
      expect(ended.out).toBe("");
      expectNoTrace(ended);
    }
  });

  test("still tells how the run ended where the graph cannot be written", async () => {
    await file("gone/a.txt", "");
    await file("a.adg", `task t():\n  sh "rm -r ${join(folder, "gone")}"\n\nstart: t()\n`);
    const ended = await command(["run", "a.adg", "--json", "--graph", join("gone", "g.json")]);
    expect(ended.exit).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ status: "succeeded" });
    expect(ended.err).toContain(join("gone", "g.json"));
    expectNoTrace(ended);
  });

  for (const [under, flags] of [
    ["under the Node it needs", []],
    ["when an old Node starts it", oldNode],
  ] as const) {
    test(`stops what runs, reports and exits with 130 at SIGINT, ${under}`, async () => {
      await file("a.adg", `task a():\n  sh "echo $$ > ${join(folder, "pid")}; sleep 60"\n\nstart: a()\n`);
      let sent = false;
      const during: Start["during"] = (child, text) => {
        if (sent || !text.includes("a: started")) return;
        sent = true;
        child.kill("SIGINT");
      };
      const ended = await command(["run", "a.adg"], { flags, during });
      expect(ended.exit).toBe(130);
      expect(ended.out).toContain("interrupted");
      expectNoTrace(ended);
    });
  }

  test("says where compiled code cannot be written", async () => {
    await file("a.adg", greeting);
    await file(".adg/compiled", "a file where the folder would be");
    const { exit, err } = await command(["run", "a.adg", "--input", "name=Ada"]);
    expect(exit).toBe(2);
    expect(err).toContain(`The compiled program cannot be written to "${join(folder, ".adg", "compiled")}": `);
  });

  test("runs a program in a folder that cannot be written to compile code in", async () => {
    await file("a.adg", greeting);
    await file(".adg", "a file where the folder would be");
    const ended = await command(["run", "a.adg", "--json", "--input", "name=Ada"]);
    expect(ended.exit).toBe(0);
    const { err } = await command(["run", "a.adg", "--input", "name=Ada"]);
    expect(err).toContain(`"${join(folder, ".adg")}" cannot be written: the run is kept in "`);
  });
});

describe("adg compile", () => {
  test("refuses a folder that cannot be made", async () => {
    await file("a.adg", greeting);
    expect(await command(["compile", "a.adg", "-o", "a.adg/built"])).toEqual({
      exit: 2,
      out: "",
      err: `The folder "a.adg/built" cannot be made: "${join(folder, "a.adg")}" is not a folder.\n`,
    });
    // Where the file system itself makes none, it comes to an end, too.
    expect((await command(["compile", "a.adg", "-o", "/proc/built"])).exit).toBe(2);
  });

  test("writes TypeScript, JavaScript and maps that plain Node can import and run", async () => {
    await file("a.adg", greeting);
    const compiled = await command(["compile", "a.adg", "-o", "built"]);
    expect(compiled.err).toBe("");
    expect(compiled.exit).toBe(0);
    for (const name of ["a.adg.ts", "a.adg.js", "a.adg.js.map"])
      expect(existsSync(join(folder, "built", name)), name).toBe(true);
    expect(await readFile(join(folder, "built", "a.adg.ts"), "utf8")).toContain("//# sourceMappingURL=");

    const runtime = import.meta.resolve("@adg/runtime");
    await file(
      "use.mjs",
      `import { run } from ${JSON.stringify(runtime)};
import { workflow } from "./built/a.adg.js";
const report = await run(workflow, { inputs: { name: "Ada" } });
console.log(JSON.stringify(report.outputs));
`,
    );
    const used = await new Promise<Ended>((done) => {
      const child = spawn(process.execPath, [join(folder, "use.mjs")], { cwd: folder });
      let out = "";
      let err = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
      child.on("close", (exit) => done({ exit, out, err }));
    });
    expect(used).toMatchObject({ exit: 0, out: '{"text":"hello Ada x1"}\n' });
  });
});
