import { describe, expect, test } from "vitest";
import { markedProgram, placeText } from "../testing/marked-program.ts";
import { occurrencesOf, referentsAt } from "./occurrences.ts";

/** Expects that what is at the cursor is named at the marked ranges and nowhere else. */
function expectOccurrences(marked: string | Readonly<Record<string, string>>): void {
  const { analysis, analyses, file, offset, texts, ranges } = markedProgram(marked);
  const found = referentsAt(analysis, file, offset)?.referents ?? [];
  expect(found).not.toEqual([]);
  const places = occurrencesOf(analyses, found).map(({ file, span }) => placeText(file, span, texts[file] ?? ""));
  expect(places.sort()).toEqual(ranges.toSorted());
}

describe("the places that name", () => {
  test("a task are its declaration, edges, spawns, conditions, gathers, outputs and calls", () => {
    expectOccurrences(`output [|pdf|]
task d() -> int = 1 spawns [|pdf|]
task [|pdf|](source: file, of: int = 1) -> file: sh "pdf #{source}"
task merge(pages: file[]) -> file[] = pages
edge d -> [|pdf|] -> merge
start: [|pdf|]("a")
when d done: [|p┆df|]("b")
when [|pdf|] done as p, all [|pdf|] settled: merge([p.result])
when no more [|pdf|]: merge(all [|pdf|])
`);
  });

  test("a name bound by a condition are those within its rule", () => {
    expectOccurrences(`task a(x: int) -> int = x
start: a(1)
when a done as [|x|] where [|┆x|].args.x > 1:
  let y = [|x|].result
  when no more a under [|x|]: a([|x|].result + y)
when a done as x: a(x.result)
`);
  });

  test("a parameter are named arguments, members of args and holes", () => {
    expectOccurrences(`task pdf([|source|]: string, n: int = 1) -> string:
  sh "pdf #{[|source|]}"
  memory 1GB * n
start: pdf([|s┆ource|]: "source", n: 2)
when pdf done as p:
  let a = p.args
  pdf(p.args.[|source|] + a.[|source|], p.args.n)
`);
  });

  test("a field of a type are members and written records where that type is wanted", () => {
    expectOccurrences(`type Sample = { [|id|]: string, reads: Read[] }
type Read = { id: string }
input samples: Sample[] = [{ [|id|]: "a", reads: [{ id: "b" }] }]
task count(sample: Sample, again: Sample? = null) -> Sample = { [|id|]: sample.[|i┆d|], reads: [] }
start:
  for s in samples: count(s, { [|id|]: s.[|id|], reads: [for_id(s)] })
when count done as c where c.result.[|id|] == c.args.sample.[|id|]: count(c.result)
`);
  });

  test("a field of a written record that no type declares", () => {
    expectOccurrences(`task a(n: int) -> int = n
start:
  let r = { [|n|]: 1, m: 2 }
  a(r.[|┆n|])
  for each in [r]: a(each.[|n|] + each.m)
`);
  });

  test("an output of a workflow are members of its result", () => {
    expectOccurrences(`task a() -> int = 1
task b(n: int) -> int = n
workflow w():
  output [|f┆irst|] = a
  output second = a
  start: a()
edge w -> b
start: w()
when w done as x: b(x.result.[|first|])
`);
  });

  test("an output file of a shell task are holes and the field of its result", () => {
    expectOccurrences(`task align() -> { [|bam|]: file, bai: file }:
  out { [|bam|]: "x.bam", bai: "x.bai" }
  sh "align #{out.[|b┆am|]} #{out.bai}"
task b(n: file) -> file = n
start: align()
when align done as x: b(x.result.[|bam|])
`);
  });

  test("something of another file are those in all files, whatever it is called there", () => {
    expectOccurrences({
      "main.adg": `import { [|pdf|] as [|page|], Sample } from "./lib.adg"
start: [|pa┆ge|]()
`,
      "lib.adg": `type Sample = { id: string }
task [|pdf|]() -> int = 1
`,
      "other.adg": `import { [|pdf|] } from "./lib.adg"
edge [|pdf|] -> [|pdf|]
`,
    });
  });

  test("a function of TypeScript are those in all files", () => {
    expectOccurrences({
      "main.adg": `import { [|clean|] as [|tidy|] } from "./text.ts"
input x: string = [|ti┆dy|]("x")
`,
      "other.adg": `import { [|clean|] } from "./text.ts"
import { clean as another } from "./other.ts"
input x: string = [|clean|](another("x"))
task run(x: string) -> string from "./text.ts" as [|clean|]
`,
    });
  });

  test("a field and its value in one are both", () => {
    const record = (field: string, value: string) => `type R = { ${field}: int }
task a(r: R) -> int = 1
start:
  let ${value} = 1
  a({ [|b|] })
`;
    expectOccurrences(record("[|┆b|]", "b"));
    expectOccurrences(record("b", "[|┆b|]"));
  });
});
