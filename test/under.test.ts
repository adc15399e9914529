import { describe, expect, it } from "vitest";
import { run, type Report } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();

let count = 0;
async function outcomeOf(text: string, shuffle: number): Promise<Report> {
  const workflow = await load(text, folder, `program-${(count += 1)}`);
  return run(workflow, { stateDir: folder, shuffle });
}

describe("under", () => {
  it("sees what hangs on a node through nodes made in the same body", async () => {
    const report = await outcomeOf(
      `
task sample(n: int) -> int = n
task align(n: int) -> int = n
task sort(n: int) -> int = n
task merge(ns: int[]) -> int = count(ns)
edge sample -> align -> sort -> merge
edge sample -> merge
output sizes: int[] = all merge
start:
  for n in range(3):
    let s = sample(n)
    let a = align(s)
    sort(a)
    sort(a)
when sample done as s, no more sort under s: merge(all sort under s)
`,
      1,
    );
    expect(report.outputs).toEqual({ sizes: [2, 2, 2] });
  });

  it("is not held open, nor blocked, by what happens under another node", async () => {
    const report = await outcomeOf(
      `
task sample(n: int) -> int = [10, 20][n]
task align(n: int) -> int = n
task merge(ns: int[]) -> int = sum(ns)
task report(n: int) -> int = n
task finish(n: int) -> int = n
edge sample -> align -> merge -> report
edge sample -> merge
edge align -> finish
output ends: int[] = all finish
start:
  sample(1)
  sample(2)
when sample done as s: align(s)
when sample done as s, no more align under s: merge(all align under s)
when merge done as m: report(m)
when align done as a, no more report under a: finish(a)
`,
      2,
    );
    // sample(2) has no value; nothing of it can come under what is under sample(1).
    expect(report.rules.map(({ state }) => state)).toEqual(["fired", "fired", "fired", "fired", "fired"]);
    expect(report.outputs).toEqual({ ends: [20] });
  });

  it("takes along what hangs on a keyed node whose key is met again", async () => {
    for (const seed of [1, 2, 3, 4]) {
      const report = await outcomeOf(
        `
task site(name: string) -> string = name
task page(url: string) -> string = url
task link(url: string) -> string = url
task index(links: string[]) -> int = count(links)
edge site -> page -> link -> index
edge site -> index
output sizes: int[] = all index
start:
  for name in ["a", "b"]: site(name)
when site done as s:
  let p = page("shared") key "shared"
  let own = page(s.result) key s.result
  when p done: link("#{p.result}/1")
  when own done: link("#{own.result}/1")
when site done as s, no more link under s: index(all link under s)
`,
        seed,
      );
      // The shared page has one link for each site that met it, and each site has both.
      expect(report.outputs).toEqual({ sizes: [3, 3] });
    }
  });

  it("is not kept waiting by what a nested rule adds beside that which a key brings along", async () => {
    for (const seed of [1, 2, 3]) {
      const report = await outcomeOf(
        `
task sample(n: int) -> int = n
task item(n: int) -> int = n
task report(n: int) -> int = n
task shared() -> int = 7
edge sample -> item -> item -> shared -> sample
edge item -> sample -> report -> shared
output reports: int[] = all report
start: sample(1)
when sample done as s: item(s.result)
when sample done as s, no more item under s: report(s.result)
when report done: shared() key 0
when item done as i where i.result > 0:
  let k = shared() key 0
  when i done:
    item(i.result - 1)
    sample(i.result - 1) after k
`,
        seed,
      );
      // The report meets the key, and the sample that is made after the key comes along; the item made beside it does not.
      expect(report.outputs).toEqual({ reports: [1, 0] });
    }
  });

  it("knows a node that no body uses", async () => {
    const report = await outcomeOf(
      `
task a() = null
task b() = null
task c() = null
start: a()
when a added as x, no more b under x: c()
`,
      1,
    );
    expect(report.status).toBe("succeeded");
  });

  it("is not held open by a node of a kind that has keys elsewhere, when this one has none", async () => {
    const report = await outcomeOf(
      `
task a() = null
task b() = null
task c() = null
edge a -> b -> c
start:
  a()
  let n = b() key 0
  c() after n
when a done as x, no more c under x: b()
`,
      1,
    );
    expect(report.status).toBe("succeeded");
    expect(report.nodes["b"]?.done).toBe(2);
  });

  it.each([
    ["gathered", "when z done, no more r:\n  for b in all r:\n    when b done: m(1)"],
    ["in a list that the rule waited for", "when z done, all r done as rs:\n  for b in rs:\n    when b done: m(1)"],
    [
      "picked by place",
      "when z done, no more r:\n  let b = (all r)[0]\n  let c = (all r)[1]\n  when b done: m(1)\n  when c done: m(1)",
    ],
    ["met by its key", "when z done:\n  for n in range(2):\n    let b = r(n) key n\n    when b done: m(1)"],
    [
      "met by its key later",
      "when z done:\n  let rs = [r(n) key n for n in range(2)]\n  when all rs done: m(count(rs)) after rs",
    ],
    [
      "met by its key later, for a rule that waits for others",
      "when z done:\n  let b = r(0) key 0\n  let c = r(1) key 1\n  when q done: m(1) after [b, c]\nwhen r done as y where y.result == 1: q(1)",
    ],
    ["named again", "when z done, r added as a:\n  let b = a\n  when b done: m(1)"],
  ])("waits for a rule that may yet take up a node below: %s", async (_, rule) => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const report = await outcomeOf(
        `
task s(n: int) -> int:
  sh "echo #{n}"
task z(n: int) -> int:
  sh "echo #{n}"
task r(n: int) -> int:
  sh "echo #{n}"
task q(n: int) -> int:
  sh "echo #{n}"
task m(n: int) -> int = n
task t(n: int) -> int = n
edge s, z -> r -> q, m
edge q -> m -> t
edge z -> m
edge s -> t
output sizes: int[] = all t
start:
  s(0)
  s(1)
  z(1)
when s done as x: r(x.result)${rule.includes("key") ? " key x.result" : ""}
${rule}
when s done as x, no more m under x: t(count(all m under x))
`,
        seed,
      );
      expect(report.outputs, `seed ${seed}`).toEqual({ sizes: [1, 1] });
    }
  });
});
