import { describe, expect, test } from "vitest";
import { functionOf, peerModules, typeOf } from "../testing/peer-modules.ts";
import { markedProgram, placeText } from "../testing/marked-program.ts";
import { definitionAt, type Targets } from "./definition.ts";
import { implementationAt } from "./implementation.ts";
import { highlightsAt, referencesAt } from "./references.ts";
import { typeDefinitionAt } from "./type-definition.ts";

const typescript = peerModules({
  "text.ts": {
    functions: { clean: functionOf({ text: "string" }, "string") },
    types: { Note: typeOf({ id: "string" }) },
  },
});

type Files = string | Readonly<Record<string, string>>;

/** Expects that the answer to what is asked at the cursor is the marked ranges, or these targets elsewhere. */
function expectTargets(ask: typeof definitionAt, marked: Files, elsewhere: readonly string[] = []): void {
  const { analysis, file, offset, texts, ranges } = markedProgram(marked, { typescript });
  expect(targetTexts(ask(analysis, file, offset), texts).sort()).toEqual([...ranges, ...elsewhere].sort());
}

function targetTexts(found: Targets | undefined, texts: Readonly<Record<string, string>>): string[] {
  return (found?.targets ?? []).map((target) => {
    switch (target.kind) {
      case "place":
        return placeText(target.file, target.span, texts[target.file] ?? "");
      case "file":
        return target.file;
      case "export":
        return `${target.name} of ${target.module}`;
      case "python":
        return `${target.name} of ${target.module} beside ${target.beside}`;
    }
  });
}

describe("the definition", () => {
  test("of a name in a body is where the nearest scope binds it", () => {
    expectTargets(
      definitionAt,
      `task a(n: int) -> int = n
start: a(1)
when a done as [|x|]:
  for y in [1]: a(┆x.result)
`,
    );
  });
  test("of a task of another file is there, from either end of the import", () => {
    const lib = "task [|pdf|]() -> int = 1\n";
    expectTargets(definitionAt, {
      "main.adg": 'import { pdf as page } from "./lib.adg"\nstart: ┆page()\n',
      "lib.adg": lib,
    });
    expectTargets(definitionAt, { "main.adg": 'import { p┆df as page } from "./lib.adg"\n', "lib.adg": lib });
    expectTargets(definitionAt, { "main.adg": 'import { pdf as pa┆ge } from "./lib.adg"\n', "lib.adg": lib });
  });
  test("of a function of TypeScript is what the module exports", () => {
    const program = (name: string) => ({
      "main.adg": `import { clean as tidy } from "./text.ts"\ninput x: string = ${name}\n`,
      "text.ts": "",
    });
    expectTargets(definitionAt, program('ti┆dy("x")'), ["clean of text.ts"]);
  });
  test("of a path is the file", () => {
    expectTargets(definitionAt, { "main.adg": 'import { pdf } from "./l┆ib.adg"\n', "lib.adg": "" }, ["lib.adg"]);
    expectTargets(definitionAt, { "main.adg": 'task a() -> int from "./t┆ext.ts"\n', "text.ts": "" }, ["text.ts"]);
  });
  test("of what is built in is nowhere", () => {
    expectTargets(definitionAt, "input x: in┆t = 1");
    expectTargets(definitionAt, "in┆put x: int = 1");
  });
});

describe("the type definition", () => {
  test("of a value is its named type", () => {
    expectTargets(
      typeDefinitionAt,
      `type [|Sample|] = { id: string }
input samples: Sample[]
task a(s: Sample) -> int = 1
start:
  for s in samples: a(┆s)
`,
    );
  });
  test("of a node is its task", () => {
    expectTargets(typeDefinitionAt, "task [|a|]() -> int = 1\nstart: a()\nwhen a done as x: a() after ┆x\n");
  });
  test("of a task is that of its result", () => {
    expectTargets(typeDefinitionAt, "type [|R|] = { n: int }\ntask ┆a() -> R? = null\n");
  });
  test("of a value of a TypeScript type is what the module exports", () => {
    expectTargets(
      typeDefinitionAt,
      { "main.adg": 'import type { Note as N } from "./text.ts"\ninput n┆ote: N\n', "text.ts": "" },
      ["Note of text.ts"],
    );
  });
  test("of a record without a name is where it is written", () => {
    expectTargets(typeDefinitionAt, "input ┆r: [|{ n: int }|]\n");
  });
});

describe("the implementation", () => {
  test("of a task is its function, command, expression or Python function", () => {
    expectTargets(
      implementationAt,
      { "main.adg": 'task a() -> int from "./text.ts" as b\nstart: ┆a()\n', "text.ts": "" },
      ["b of text.ts"],
    );
    expectTargets(implementationAt, 'task ┆a() -> string: sh [|"echo"|]\n');
    expectTargets(implementationAt, "task ┆a() -> int = [|1 + 1|]\n");
    expectTargets(implementationAt, 'task ┆a() -> int: python "tools.align:run"\n', [
      "run of tools.align beside main.adg",
    ]);
  });
  test("of an edge are the calls that create it", () => {
    expectTargets(
      implementationAt,
      `task a() -> int = 1
task b(n: int = 1) -> int = n
edge a┆ -> b
start:
  let x = a()
  [|b|](x)
  b()
when a done as x: [|b|](x.result)
`,
    );
  });
  test("of an edge to what a task spawns is its name there", () => {
    expectTargets(
      implementationAt,
      "task a() -> int = 1 spawns [|b|], c\ntask b() -> int = 1\ntask c() -> int = 1\nedge a ┆-> b\n",
    );
  });
  test("of a task that a condition or gather speaks of is what adds it", () => {
    expectTargets(
      implementationAt,
      `task a(n: int[] = []) -> int = 1
start: [|a|]()
when ┆a done: [|a|]()
`,
    );
  });
});

describe("references", () => {
  test("are in all files, with or without the declaration", () => {
    const files = {
      "main.adg": 'import { a } from "./lib.adg"\nstart: ┆a()\n',
      "lib.adg": "task a() -> int = 1\n",
    };
    const { analyses, file, offset, texts } = markedProgram(files);
    const places = (declaration: "included" | "left-out") =>
      referencesAt(analyses, file, offset, { declaration }).map((each) =>
        placeText(each.file, each.span, texts[each.file] ?? ""),
      );
    expect(places("included")).toEqual(["main.adg:1:10 a", "main.adg:2:8 a", "lib.adg:1:6 a"]);
    expect(places("left-out")).toEqual(["main.adg:1:10 a", "main.adg:2:8 a"]);
  });

  test("in the file tell who writes and who reads", () => {
    const { analysis, file, offset, texts } = markedProgram(`task a(n: int) -> int = n
start:
  a(n: 1)
when a done as x: a(x.args.┆n)
`);
    const found = highlightsAt(analysis, file, offset).map(
      ({ span, role }) => `${role} ${placeText(file, span, texts[file] ?? "")}`,
    );
    expect(found).toEqual([
      "write main.adg:1:8 n",
      "read main.adg:1:25 n",
      "write main.adg:3:5 n",
      "read main.adg:4:28 n",
    ]);
  });
});
