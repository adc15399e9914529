import { describe, expect, it } from "vitest";
import { run, type Report } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
let count = 0;

async function outcomeOf(text: string): Promise<Report> {
  return run(await load(text, folder, `program-${(count += 1)}`), { stateDir: folder });
}

const codesOf = ({ errors }: Report) => errors.map(({ code }) => code);

describe("a key met again", () => {
  it("is the same node where the arguments are equal, left out or not", async () => {
    const report = await outcomeOf(`
task a(n: int, tag: string = "t#{n}", by?: int) -> int = n
start:
  a(1) key 1
  a(1, "t1") key 1
  a(n: 1, by: null) key 1
  let one = a(1, "t1", 2) key 2
  a(tag: "t1", by: 2, n: 1) key 2
`);
    expect(codesOf(report)).toEqual([]);
    expect(report.nodes["a"]?.done).toBe(2);
  });

  it("is the same node where paths lead to the same place", async () => {
    const report = await outcomeOf(`
input at: file = "x.txt"
task a(path: file, rest: file[]) -> string = path
start:
  a("x.txt", ["y"]) key 1
  a(at, ["./z/../y"]) key 1
`);
    expect(codesOf(report)).toEqual([]);
    expect(report.nodes["a"]?.done).toBe(1);
  });

  it("fails the scope where one argument is another", async () => {
    for (const again of ['a(1, "u")', "a(1, by: 0)", "a(2)", 'a(1, tag: "t2")']) {
      const report = await outcomeOf(`
task a(n: int, tag: string = "t#{n}", by?: int) -> int = n
start:
  a(1) key 1
  ${again} key 1
`);
      expect(codesOf(report)).toEqual(["ADG7003"]);
    }
  });

  it("takes a node for itself only, and a default that is made from its result for no other", async () => {
    const tasks = `
task n() -> int = 1
task a(n: int, m: int = n + 1) -> int = m
edge n -> a
`;
    const same = await outcomeOf(`${tasks}start:\n  let x = n()\n  a(x) key 1\n  a(x) key 1\n`);
    expect(codesOf(same)).toEqual([]);
    expect(same.nodes["a"]?.done).toBe(1);
    const other = await outcomeOf(`${tasks}start:\n  let x = n()\n  a(x) key 1\n  a(n()) key 1\n`);
    expect(codesOf(other)).toEqual(["ADG7003"]);
    const given = await outcomeOf(`${tasks}start:\n  let x = n()\n  a(x) key 1\n  a(x, 2) key 1\n`);
    expect(codesOf(given)).toEqual(["ADG7003"]);
  });
});
