import { describe, expect, test } from "vitest";
import { functionOf, peerModules } from "../testing/peer-modules.ts";
import { expectRenamed, renamed } from "../testing/expect-rename.ts";
import { markedProgram } from "../testing/marked-program.ts";
import { prepareRename } from "./rename.ts";

describe("renaming", () => {
  test("a task changes it everywhere in the file", () => {
    expectRenamed(
      "task ┆a() -> int = 1\nedge a -> a\nstart: a()\nwhen a done as x, no more a: a() after x\n",
      "b",
      "task b() -> int = 1\nedge b -> b\nstart: b()\nwhen b done as x, no more b: b() after x\n",
    );
  });
  test("a task from TypeScript keeps its function", () => {
    expectRenamed(
      'task ┆a() -> int from "./t.ts"\nstart: a()\n',
      "b",
      'task b() -> int from "./t.ts" as a\nstart: b()\n',
    );
    expectRenamed(
      'task ┆b() -> int from "./t.ts" as a\nstart: b()\n',
      "a",
      'task a() -> int from "./t.ts"\nstart: a()\n',
    );
    expectRenamed(
      'task ┆b() -> int from "./t.ts" as c\nstart: b()\n',
      "a",
      'task a() -> int from "./t.ts" as c\nstart: a()\n',
    );
  });
  test("a parameter changes named arguments, members of args and holes", () => {
    expectRenamed(
      'task a(┆n: int) -> string: sh "echo #{n}"\nstart: a(n: 1)\nwhen a done as x: a(x.args.n)\n',
      "m",
      'task a(m: int) -> string: sh "echo #{m}"\nstart: a(m: 1)\nwhen a done as x: a(x.args.m)\n',
    );
  });
  test("a field and its value in one takes them apart", () => {
    const before = (field: string, value: string) =>
      `type R = { ${field}: int }\ntask a(r: R) -> int = r.b\nstart:\n  let ${value} = 1\n  a({ b })\n`;
    expectRenamed(
      before("b", "┆b"),
      "c",
      "type R = { b: int }\ntask a(r: R) -> int = r.b\nstart:\n  let c = 1\n  a({ b: c })\n",
    );
    expectRenamed(
      before("┆b", "b"),
      "c",
      "type R = { c: int }\ntask a(r: R) -> int = r.c\nstart:\n  let b = 1\n  a({ c: b })\n",
    );
  });
  test("a field of several members of a union changes all of them", () => {
    expectRenamed(
      'type A = { kind: "a", n: int } | { kind: "b", ┆n: int }\ntask f(a: A) -> int = a.n\n',
      "m",
      'type A = { kind: "a", m: int } | { kind: "b", m: int }\ntask f(a: A) -> int = a.m\n',
    );
  });
  test("a field changes those that its values are handed over to, whatever declares them", () => {
    expectRenamed(
      `type A = { ┆n: int }
task make() -> A = { n: 1 }
task show(p: { n: int }[]) -> int = p[0].n
workflow w() -> { n: int }:
  output make
  start: make()
start:
  let a = make()
  show([a])
`,
      "m",
      `type A = { m: int }
task make() -> A = { m: 1 }
task show(p: { m: int }[]) -> int = p[0].m
workflow w() -> { m: int }:
  output make
  start: make()
start:
  let a = make()
  show([a])
`,
    );
  });
  test("something of another file changes all files, but not the names that they give it", () => {
    const files = (name: string) => ({
      "main.adg": `import { ${name} as page } from "./lib.adg"\nstart: page()\n`,
      "lib.adg": `task ${name}() -> int = 1\n`,
      "other.adg": `import { ${name} } from "./lib.adg"\nstart: ${name}()\n`,
    });
    const at = { ...files("pdf"), "other.adg": 'import { pdf } from "./lib.adg"\nstart: ┆pdf()\n' };
    expect(renamed(at, "sheet")).toEqual(files("sheet"));
  });
  test("a name that an import gives stays in the file", () => {
    const files = (main: string) => ({ "main.adg": main, "lib.adg": "task pdf() -> int = 1\n" });
    const rename = (before: string, name: string, after: string): void =>
      expect(renamed(files(before), name)).toEqual(files(after));
    rename(
      'import { pdf as page } from "./lib.adg"\nstart: ┆page()\n',
      "sheet",
      'import { pdf as sheet } from "./lib.adg"\nstart: sheet()\n',
    );
    rename(
      'import { pdf as page } from "./lib.adg"\nstart: ┆page()\n',
      "pdf",
      'import { pdf } from "./lib.adg"\nstart: pdf()\n',
    );
  });
  test("a function of TypeScript gives it a name in the file", () => {
    expectRenamed(
      'import { clean } from "./t.ts"\ninput x: string = ┆clean("a")\n',
      "tidy",
      'import { clean as tidy } from "./t.ts"\ninput x: string = tidy("a")\n',
    );
    expectRenamed(
      'import { ┆clean as tidy } from "./t.ts"\ninput x: string = tidy("a")\n',
      "a",
      '"clean" is a name of a TypeScript module and can be changed there only.',
    );
  });
  test("a rule, an output and a type changes what names them", () => {
    expectRenamed(
      "task a() -> int = 1\nstart: a()\nrule ┆r when a done: a()\n",
      "s",
      "task a() -> int = 1\nstart: a()\nrule s when a done: a()\n",
    );
    expectRenamed(
      "task a() -> int = 1\ntask b(n: int) -> int = n\nworkflow w():\n  output ┆x = a\n  output y = a\n  start: a()\nedge w -> b\nstart: w()\nwhen w done as v: b(v.result.x)\n",
      "z",
      "task a() -> int = 1\ntask b(n: int) -> int = n\nworkflow w():\n  output z = a\n  output y = a\n  start: a()\nedge w -> b\nstart: w()\nwhen w done as v: b(v.result.z)\n",
    );
    expectRenamed("type ┆T = int\ninput x: T[] = []\n", "U", "type U = int\ninput x: U[] = []\n");
  });
});

describe("a name is refused", () => {
  const a = "task ┆a() -> int = 1\nstart: a()\n";
  test("that is none, is a word of the language or one of its types", () => {
    expect(renamed(a, "a-b")).toMatchInlineSnapshot(
      `""a-b" is no name: one has letters, digits and "_", and does not begin with a digit."`,
    );
    expect(renamed(a, "when")).toMatchInlineSnapshot(`""when" is a word of the language and cannot name anything."`);
    expect(renamed("type ┆T = int\n", "string")).toMatchInlineSnapshot(`""string" is a type of the language."`);
  });
  test("that something else has already", () => {
    expect(renamed("task ┆a() -> int = 1\ntask b() -> int = 1\nstart: a()\n", "b")).toMatchInlineSnapshot(
      `"In line 2 of "main.adg" it would then be wrong: The task "b" is declared twice."`,
    );
    expect(renamed("input ┆a: int = 1\ninput b: int = a\n", "b")).toMatchInlineSnapshot(
      `"In line 2 of "main.adg" it would then be wrong: The input "b" is declared twice."`,
    );
  });
  test("that would be captured, or would capture", () => {
    expect(
      renamed("task f(n: int) -> int = n\nstart:\n  let ┆a = 1\n  for b in [2]: f(a + b)\n", "b"),
    ).toMatchInlineSnapshot(`"In line 4 of "main.adg" "b" would then stand for another name "b"."`);
    expect(
      renamed("task f(n: int) -> int = n\nstart:\n  let a = 1\n  for ┆b in [2]: f(a + b)\n", "a"),
    ).toMatchInlineSnapshot(`"In line 4 of "main.adg" "a" would then stand for another name "a"."`);
    expect(
      renamed("task a() -> int = 1\ntask ┆b() -> int = 1\nstart:\n  let c = a()\n  b() after c\n", "c"),
    ).toMatchInlineSnapshot(`"In line 5 of "main.adg" "c" would then stand for another name "c"."`);
  });
  test("that another file has already, where it is imported to", () => {
    expect(
      renamed(
        {
          "lib.adg": "task ┆pdf() -> int = 1\n",
          "main.adg": 'import { pdf } from "./lib.adg"\ntask page() -> int = 1\nstart:\n  pdf()\n  page()\n',
        },
        "page",
      ),
    ).toMatchInlineSnapshot(`"In line 2 of "main.adg" it would then be wrong: The task "page" is declared twice."`);
  });
  test("that would be read as something else", () => {
    expect(renamed('task ┆a(n: string) -> int = 1\nstart: a("x")\n', "fail")).toMatchInlineSnapshot(
      `"In line 2 of "main.adg" the new name could not be read as one."`,
    );
  });
  test("where a line that cannot be read has the old one", () => {
    expect(renamed("task ┆a() -> int = 1\nstart: a(\n", "b")).toMatchInlineSnapshot(
      `"A line of "main.adg" with "a" cannot be read; mend it first."`,
    );
  });
  test("where the field has to fit what stays", () => {
    const typescript = peerModules({
      "t.ts": { functions: { f: functionOf({ r: { n: "number" } }, "number", { takesContext: true }) } },
    });
    expect(
      renamed({ "main.adg": 'type R = { ┆n: int }\ntask f(r: R) -> number from "./t.ts"\n', "t.ts": "" }, "m", {
        typescript,
      }),
    ).toMatchInlineSnapshot(
      `"In line 2 of "main.adg" it would then be wrong: "r" is declared as "R", but the TypeScript function "f" takes "{ … }" there."`,
    );
  });
});

test("what can be renamed is told with its name, and what cannot with the reason", () => {
  const prepare = (marked: string) => {
    const { analyses, file, offset, texts } = markedProgram(marked);
    const found = prepareRename(analyses, file, offset);
    return found?.kind === "name"
      ? `${found.name}=${texts[file]?.slice(found.span.start, found.span.end)}`
      : found?.reason;
  };
  expect(prepare("task ab┆c() -> int = 1\n")).toBe("abc=abc");
  expect(prepare("ta┆sk abc() -> int = 1\n")).toBe('"task" is a word of the language.');
  expect(prepare("task abc() -> in┆t = 1\n")).toBe('"int" is a name of the language itself.');
  expect(prepare("start: un┆known()\n")).toBe('It is not known what "unknown" stands for.');
  expect(prepare("task abc()┆ -> int = 1\n")).toBeUndefined();
});
