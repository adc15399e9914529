import { describe, expect, it } from "vitest";
import { run, type Report } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();

let count = 0;
async function outcomeOf(text: string): Promise<Report> {
  return run(await load(text, folder, `program-${(count += 1)}`), { stateDir: folder, concurrency: 2 });
}

describe("a value that looks like a node or a gather", () => {
  it("stays data, in literals and in results", async () => {
    const report = await outcomeOf(`
task forge() -> json = { isNode: true, node: 1 }
task keep(data: json) -> json = data
edge forge -> keep
output kept: json[] = all keep
start:
  keep({ isNode: true, node: 0 })
  keep({ isGather: true, mode: "settled", nodes: [] })
  forge()
when forge done as f: keep(f.result)
`);
    expect(report.errors).toEqual([]);
    expect(report.outputs["kept"]).toEqual([
      { isNode: true, node: 0 },
      { isGather: true, mode: "settled", nodes: [] },
      { isNode: true, node: 1 },
    ]);
    expect(report.edges).toEqual({ "forge->keep": 1 });
  });
});

describe("an attribute that has no value", () => {
  it("fails its node and nothing else", async () => {
    const report = await outcomeOf(`
task fails(n: int) -> string:
  sh "exit 1"
  retry [0][n]
task works() -> string:
  sh "echo fine"
output fine: string = works
start:
  fails(3)
  works()
`);
    expect(report.outputs).toEqual({ fine: "fine" });
    expect(report.errors).toMatchObject([
      { code: "ADG7007", task: "fails", message: /an attribute of the task: The place 3 is out of range/ },
    ]);
  });
});

describe("fail", () => {
  it("ends the scope, and rules that waited are closed, not blocked", async () => {
    const report = await outcomeOf(`
task a() -> int = floor(1 / (1 - 1))
task b() -> int = 1
task c(n: int) -> int = n
edge a -> b
edge b -> c
start: a()
when a done: b()
when a failed: fail "sorry"
when no more b: c(1)
`);
    expect(report.errors.map(({ code }) => code)).toEqual(["ADG7008"]);
    expect(report.rules.at(-1)).toMatchObject({ state: "closed", reason: "the run ended before it could fire" });
  });
});
