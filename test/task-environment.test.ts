import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Project } from "./support/command.ts";

/** Everything that runs have left in the project, as one text. */
const leftIn = (project: Project): string =>
  execFileSync("sh", ["-c", "find .adg -type f -exec cat {} +"], { cwd: project.folder, encoding: "utf8" });

test("a shell task with several outputs gives the record of them, patterns as lists", async () => {
  const project = new Project({
    "main.adg": `output made: { bam: file, parts: file[] } = align
output sizes = count
type Aligned = { bam: file, parts: file[] }
task align(name: string) -> Aligned:
  out { bam: "out/#{name}.bam", parts: "parts/*.txt" }
  env TARGET "#{out.bam}"
  sh "echo b > \\"$TARGET\\"; for i in 2 1; do echo $i > parts/$i.txt; done; test -f #{out.bam}"
task count(bam: file, parts: file[]) -> int:
  sh "cat #{bam} #{parts} | wc -l"
edge align -> count
start: align("x y")
when align done as a: count(a.result.bam, a.result.parts)
`,
  });
  const report = await project.run();
  expect(report.errors).toEqual([]);
  const { bam, parts } = report.outputs["made"] as { bam: string; parts: string[] };
  expect(readFileSync(bam, "utf8")).toBe("b\n");
  expect(bam).toMatch(/work\/out\/x y\.bam$/);
  expect(parts.map((path) => path.replace(/^.*\/work\//, ""))).toEqual(["parts/1.txt", "parts/2.txt"]);
  expect(report.outputs["sizes"]).toBe(3);
});

test("an output that a command did not make fails the node and is named", async () => {
  const project = new Project({
    "main.adg": `task two() -> { a: file, b: file }:
  out { a: "a.txt", b: "b.txt" }
  sh "touch #{out.a}"
start: two()
`,
  });
  const report = await project.run();
  expect(report.errors[0]).toMatchObject({ code: "ADG7002", task: "two" });
  expect(report.errors[0]?.message).toMatch(/result\.b: expected file, got ".*b\.txt", which does not exist/);
});

const environments = {
  "main.adg": `output shell: string = by_shell
output thread: json = by_thread
output here: json = by_inline
output other: string = without
input word: string = "w"
task by_shell(n: int) -> string:
  env WORD "#{word}-#{n}-#{attempt}"
  secret TOKEN
  sh "echo $WORD \${#TOKEN} \${OTHER:-none} \${TOKEN_OF_OTHERS:-none}"
task by_thread() -> json from "./tasks.ts" as see:
  env WORD "thread"
  secret TOKEN
task by_inline() -> json from "./tasks.ts" as see:
  env WORD "inline"
  secret TOKEN
  on inline
task without() -> string:
  secret TOKEN_OF_OTHERS
  sh "echo \${TOKEN:-none} \${WORD:-none} \${OTHER:-none}"
start:
  by_shell(7)
  by_thread()
  by_inline()
  without()
`,
  "tasks.ts": `export const see = () => {
  const { WORD, TOKEN, OTHER, TOKEN_OF_OTHERS } = process.env;
  return [WORD ?? null, TOKEN?.length ?? null, OTHER ?? null, TOKEN_OF_OTHERS ?? null];
};
`,
};
const env = { TOKEN: "correct horse battery", OTHER: "o", TOKEN_OF_OTHERS: "t", WORD: undefined };

test("env and secret reach the task that declares them, wherever it runs, and a secret reaches no other", async () => {
  const project = new Project(environments);
  const report = await project.run([], { env });
  expect(report.outputs).toEqual({
    shell: "w-7-1 21 o none",
    thread: ["thread", 21, "o", null],
    here: ["inline", 21, "o", null],
    other: "none none o",
  });
});

test("--clean-env leaves PATH, HOME, LANG, env and secrets only", async () => {
  const project = new Project(environments);
  const report = await project.run(["--clean-env"], { env });
  expect(report.outputs).toEqual({
    shell: "w-7-1 21 none none",
    thread: ["thread", 21, null, null],
    here: ["inline", 21, null, null],
    other: "none none none",
  });
  const bare = new Project({
    "main.adg": `output names: string[] = names
task names() -> string[]:
  env ONE "1"
  sh "env | cut -d= -f1 | sort"
start: names()
`,
  });
  const names = (await bare.run(["--clean-env"], { env: { ...env, LANG: "C" } })).outputs["names"] as string[];
  // The last three are the shell's own.
  expect(names.filter((name) => !["PWD", "SHLVL", "_"].includes(name))).toEqual(["HOME", "LANG", "ONE", "PATH"]);
});

test("a missing secret is refused before anything runs", async () => {
  const project = new Project({
    "main.adg": `task first():
  sh "touch ran"
task second():
  secret NOT_THERE
  sh "true"
edge first -> second
start: first()
when first done: second()
`,
  });
  const { exit, out } = await project.adg(["run", "main.adg", "--json"], { env: { NOT_THERE: undefined } });
  expect(exit).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ errors: [{ code: "ADG7001", task: "second" }] });
  expect(out).toContain("NOT_THERE");
});

test("a secret is neither printed nor left in a file, even if the task tells it", async () => {
  const project = new Project({
    "main.adg": `task shows():
  secret TOKEN
  cache
  sh "cat /no/such/$TOKEN"
task throws() -> string from "./tasks.ts":
  secret TOKEN
task works() -> int:
  secret TOKEN
  cache
  sh "echo 1"
start:
  shows()
  throws()
  works()
`,
    "tasks.ts": `export function throws(): string { throw new Error("bad token " + process.env.TOKEN); }\n`,
  });
  const secret = "correct-horse-battery";
  const graph = join(project.folder, "graph.json");
  const json = await project.adg(["run", "main.adg", "--json", "--graph", graph], { env: { TOKEN: secret } });
  const person = await project.adg(["run", "main.adg"], { env: { TOKEN: secret } });
  expect(json.out).toContain("***");
  expect(json.out + json.err + person.out + person.err + readFileSync(graph, "utf8")).not.toContain(secret);
  // The log is the task's own: adg writes nothing else.
  expect(leftIn(project).replaceAll(`/no/such/${secret}`, "")).not.toContain(secret);
});
