import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { ErrorReport } from "@adg/runtime";
import { Project } from "./support/command.ts";

// Each run is a process, and some tests take several runs.
vi.setConfig({ testTimeout: 60_000 });

const tasks = `import asyncio, os, subprocess, sys, time, ctypes, pathlib
import helper_of_tasks

number = 1

def stats(numbers, label, options):
    print("counting", label)
    print("aside", file=sys.stderr)
    return {"n": len(numbers), "mean": sum(numbers) / len(numbers), "label": helper_of_tasks.shout(label), "options": options}

async def later(n):
    await asyncio.sleep(0)
    return (n, None)

def make(text):
    pathlib.Path("sub/x.txt").write_text(text)
    return pathlib.Path("sub/x.txt")

def nothing():
    return object()

def environment():
    return [os.environ.get("WORD"), "TOKEN" in os.environ, "OTHER" in os.environ]

def inner(n):
    raise ValueError(f"bad {n}")

def fails(n):
    inner(n)

def gives(what):
    return {"nan": float("nan"), "set": [1, {2}], "object": object(), "int": 10 ** 30, "bytes": {"b": b"x"},
            "wrong": "text", "circle": circle()}[what]

def circle():
    ring = []
    ring.append(ring)
    return ring

def leaves(how):
    if how == "exit": sys.exit(3)
    if how == "abort": ctypes.string_at(0)
    os._exit(0)

def forever():
    open(os.environ["PIDS"] + "/pid", "w").write(str(os.getpid()))
    while True:
        time.sleep(0.01)

def family():
    child = subprocess.Popen(["sleep", "600"])
    pathlib.Path(os.environ["PIDS"] + "/part").write_text(f"{os.getppid()} {os.getpid()} {child.pid}")
    os.rename(os.environ["PIDS"] + "/part", os.environ["PIDS"] + "/pids")
    time.sleep(600)

def speaks():
    print("line one")
    sys.stdout.buffer.write(b"\\xff bytes\\n")
    print("\\ud800 ünï")
    raise RuntimeError("after speaking")
`;
const helper = `def shout(text):\n    return text.upper() + "!"\n`;

function project(program: string, more: Readonly<Record<string, string>> = {}): Project {
  return new Project({ "main.adg": program, "tasks.py": tasks, "helper_of_tasks.py": helper, ...more });
}

async function errorOf(program: string, more: Readonly<Record<string, string>> = {}): Promise<ErrorReport> {
  const report = await project(program, more).run();
  expect(report.errors).toHaveLength(1);
  return report.errors[0] as ErrorReport;
}

test("a Python task is called with its arguments by position, and its JSON is the result", async () => {
  const report = await project(`output s: json = stats
output p = later
output made = make
output none = nothing
type Options = { deep: int[] }
task stats(numbers: number[], label: string, options: Options) -> { n: int, mean: number, label: string, options: Options }:
  python "tasks:stats"
task later(n: int) -> [int, string?]: python "tasks:later"
task make(text: string) -> file:
  python "tasks:make"
  out "sub/x.txt"
task nothing(): python "tasks:nothing"
start:
  stats([1, 2.5, 3], "Grüße", { deep: [1] })
  later(7)
  make("hello")
  nothing()
`).run();
  expect(report.errors).toEqual([]);
  expect(report.outputs).toMatchObject({
    s: { n: 3, mean: 6.5 / 3, label: "GRÜSSE!", options: { deep: [1] } },
    p: [7, null],
    none: null,
  });
  expect(readFileSync(report.outputs["made"] as string, "utf8")).toBe("hello");
});

test("what it prints goes to the node's log", async () => {
  const place = project(`task stats(a: number[], b: string, c: int) -> json: python "tasks:stats"
start: stats([1], "x", 1)
`);
  const { run } = await place.run();
  const node = readdirSync(join(place.folder, ".adg", "runs", run)).find((name) => name.startsWith("stats-")) ?? "";
  expect(readFileSync(join(place.folder, ".adg", "runs", run, node, "log"), "utf8")).toBe("counting x\naside\n");
});

test("a module in a package beside the program is found, also one named like a module of Python", async () => {
  const report = await project(
    `output a = one
output b = two
task one() -> string: python "pack.inside:name"
task two() -> string: python "json:name"
start:
  one()
  two()
`,
    {
      "pack/__init__.py": "",
      "pack/inside.py": "from . import other\ndef name(): return other.name\n",
      "pack/other.py": 'name = "package"\n',
      "json.py": 'def name(): return "mine"\n',
    },
  ).run();
  expect(report.outputs).toEqual({ a: "package", b: "mine" });
});

test("an exception fails the node with its message and the user's own lines", async () => {
  const error = await errorOf(`task t(n: int): python "tasks:fails"
start: t(4)
`);
  expect(error).toMatchObject({ code: "ADG7004", task: "t", message: "ValueError: bad 4" });
  expect(error.trace?.map((place) => place.replace(/^.*\//, ""))).toEqual(["tasks.py:26", "tasks.py:29"]);
  expect(error.tail).toContain('    raise ValueError(f"bad {n}")');
  expect(error.tail?.join("\n")).not.toContain("<string>");
});

test("what was printed before an exception is told, whatever bytes it has", async () => {
  const error = await errorOf(`task t(): python "tasks:speaks"
start: t()
`);
  expect(error.message).toBe("RuntimeError: after speaking");
  expect(error.tail?.slice(0, 3)).toEqual(["line one", "\ufffd bytes", "\\ud800 ünï"]);
});

test("what cannot be loaded says so", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["nowhere:f", /^there is no Python module "nowhere" in ".*" \(nor in \/.*python.*, Python 3\.\d+\.\d+\)$/],
    ["tasks.inside:f", /there is no Python module "tasks\.inside"|'tasks' is not a package/],
    ["tasks:missing", /^".*tasks\.py" has no function "missing"$/],
    ["tasks:number", /^".*tasks\.py" has no function "number"$/],
    ["broken:f", /^SyntaxError: .*broken\.py, line 2/],
    ["needy:f", /^ModuleNotFoundError: No module named 'no_such_module' \(in \/.*, Python 3/],
    ["raising:f", /^ZeroDivisionError: division by zero$/],
  ];
  const { errors } = await project(each(cases.map(([name]) => [`void`, name])), {
    "broken.py": "x = 1\ndef f(:\n",
    "needy.py": "import no_such_module\n",
    "raising.py": "1 / 0\n",
  }).run();
  expect(errors.map(({ code }) => code)).toEqual(cases.map(() => "ADG7004"));
  for (const [i, [, message]] of cases.entries()) expect(errors[i]?.message).toMatch(message);
  expect(errors[4]?.trace?.[0]).toMatch(/broken\.py:2$/);
});

test("a result that is no JSON of its type is refused", async () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["nan", "json", "result: expected JSON, got NaN"],
    ["set", "json", "result[1]: expected JSON, got a value of the Python type set"],
    ["object", "json", "result: expected JSON, got a value of the Python type object"],
    ["bytes", "json", "result.b: expected JSON, got a value of the Python type bytes"],
    ["int", "json", "result: expected JSON, got a whole number beyond 2^53, which would lose digits"],
    [
      "circle",
      "json",
      "result: expected JSON, got a value that contains itself or is nested more than 500 levels deep",
    ],
    ["wrong", "int", 'result: expected int, got "text"'],
  ];
  const { errors } = await project(each(cases.map(([what, type]) => [type, "tasks:gives", what]))).run();
  expect(errors.map(({ code, message }) => [code, message])).toEqual(cases.map(([, , said]) => ["ADG7002", said]));
});

test("a task that ends its process fails alone", async () => {
  const { errors, nodes } = await project(
    each([
      ["void", "tasks:leaves", "exit"],
      ["void", "tasks:leaves", "abort"],
      ["void", "tasks:leaves", "quit"],
      ["json", "tasks:later", "fine"],
    ]),
  ).run();
  expect(errors.map(({ code }) => code)).toEqual(["ADG7004", "ADG7004", "ADG7004"]);
  expect(errors[0]?.message).toBe("called sys.exit(3); a task must return or raise");
  expect(errors[1]?.message).toMatch(
    /^its interpreter \(\/.*, Python 3.*\) was ended by the signal SIGSEGV before it returned$/,
  );
  expect(errors[2]?.message).toMatch(/ended with exit status 0 before it returned$/);
  expect(nodes["t3"]).toMatchObject({ done: 1 });
});

/** A program that runs each function once. */
function each(functions: readonly (readonly [type: string, name: string, argument?: string])[]): string {
  const lines = functions.map(
    ([type, name, argument]) =>
      (i: number) =>
        argument === undefined
          ? [`task t${i}() -> ${type}: python "${name}"`, `  t${i}()`]
          : [`task t${i}(a: string) -> ${type}: python "${name}"`, `  t${i}("${argument}")`],
  );
  const texts = lines.map((line, i) => line(i));
  return `${texts.map(([task]) => task).join("\n")}\nstart:\n${texts.map(([, add]) => add).join("\n")}\n`;
}

test("an endless loop ends with its timeout", async () => {
  const place = project(`task t():
  python "tasks:forever"
  timeout 4s
start: t()
`);
  const report = await place.run([], { env: { PIDS: place.folder } });
  expect(report.errors[0]).toMatchObject({ code: "ADG7004", message: "did not end within its timeout of 4s" });
  expectGone(Number(readFileSync(join(place.folder, "pid"), "utf8")));
});

test("an interrupted run leaves no interpreter behind", async () => {
  const place = project(`task t(): python "tasks:forever"\nstart: t()\n`);
  const pid = join(place.folder, "pid");
  const report = await place.run([], {
    env: { PIDS: place.folder },
    during(child) {
      const look = setInterval(() => {
        if (!readdirSync(place.folder).includes("pid") || readFileSync(pid, "utf8") === "") return;
        clearInterval(look);
        child.kill("SIGINT");
      }, 20);
      child.on("exit", () => clearInterval(look));
    },
  });
  expect(report.status).toBe("interrupted");
  expectGone(Number(readFileSync(pid, "utf8")));
});

test("nothing of a task outlives adg, however that dies", async () => {
  const place = project(`task t(): python "tasks:family"\nstart: t()\n`);
  const file = join(place.folder, "pids");
  const { exit } = await place.adg(["run", "main.adg"], {
    env: { PIDS: place.folder },
    async during(child) {
      await expect.poll(() => existsSync(file), { timeout: 50_000 }).toBe(true);
      child.kill("SIGKILL");
    },
  });
  expect(exit).toBe(null);
  const pids = readFileSync(file, "utf8").split(" ").map(Number);
  expect(pids).toHaveLength(3);
  await expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
});

/** Orphans that nobody asks about stay as zombies. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

function expectGone(pid: number): void {
  expect(pid).toBeGreaterThan(0);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
}

test("env, secrets and --clean-env hold for Python too", async () => {
  const place = project(`output e = environment
task environment() -> json:
  python "tasks:environment"
  env WORD "w"
  secret TOKEN
start: environment()
`);
  const env = { TOKEN: "t", OTHER: "o" };
  expect((await place.run([], { env })).outputs["e"]).toEqual(["w", true, true]);
  expect((await place.run(["--clean-env"], { env })).outputs["e"]).toEqual(["w", true, false]);
});

test("an interpreter on the PATH that cannot run is passed over; without any the failure says what was looked for", async () => {
  const place = project(`output p = later
task later(n: int) -> [int, string?]: python "tasks:later"
start: later(1)
`);
  chmodSync(place.write("bin/python3", "#!/bin/sh\necho no version chosen >&2\nexit 127\n"), 0o755);
  const PATH = `${place.folder}/bin:${process.env["PATH"]}`;
  expect((await place.run([], { env: { PATH } })).outputs["p"]).toEqual([1, null]);
  const { errors } = await place.run([], { env: { ADG_PYTHON: `${place.folder}/none/python3` } });
  expect(errors[0]).toMatchObject({ code: "ADG7004" });
  expect(errors[0]?.message).toMatch(/^no Python at ".*none\/python3", which ADG_PYTHON names, was found/);
});
