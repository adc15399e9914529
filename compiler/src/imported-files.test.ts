import { expect, test } from "vitest";
import { expectFiles } from "./testing/expect-files.ts";

const lib = `
type Page = { title: string }
task pdf(source: file) -> Page from "./tasks.ts"
task merge(pages: Page[]) -> file from "./tasks.ts"
edge pdf -> merge
workflow book(sources: file[]) -> file:
  start:
    for s in sources: pdf(s)
  when no more pdf: merge(all pdf)
  output merge
`;

test("tasks, workflows and types are imported, with the edges that join the tasks", () => {
  expectFiles({
    "main.adg": `
import { pdf as render, merge, book, Page as Sheet } from "./lib.adg"
task show(sheet: Sheet, all_of: file) from "./tasks.ts"
edge render, book -> show
start:
  render("a.md")
  book(["b.md"])
when render done as r, book done as b: show(r.result, b.result)
when no more render: merge(all render)
`,
    "lib.adg": lib,
  });
});

test("an edge of no file between imported tasks is missing under the names that they have here", () => {
  const { diagnostics } = expectFiles({
    "main.adg": `
import { pdf as render, book } from "./lib.adg"
start: book(["a.md"])
when book done: render("b.md")
                ^^^^^^ ADG4001 This would create an edge "book -> render", which is not declared.
`,
    "lib.adg": lib,
  });
  expect(diagnostics[0]?.fixes[0]?.title).toBe('Declare "edge book -> render"');
});

test("a program has what an imported workflow uses, and names tell apart what is called alike", () => {
  const { program } = expectFiles({
    "main.adg": `
import { book } from "./a/lib.adg"
import { book as poster } from "./b/lib.adg"
input sources: file[] = []
task pdf(s: file) from "./tasks.ts"
edge book -> poster
start:
  pdf("a")
  book(sources)
when book done as b: poster([b.result])
`,
    "a/lib.adg": `input folder: dir\ninput unused: dir\n${lib}`.replace("pdf(s)", 'pdf("#{folder}/#{s}")'),
    "b/lib.adg": lib.replace("merge(pages", "bind(pages").replaceAll(/merge\b(?=$|\(all)/gm, "bind"),
  });
  const names = (program?.tasks ?? []).map((task) => program?.names.get(task));
  expect(names).toEqual(["pdf", "a.lib.pdf", "merge", "book", "b.lib.pdf", "bind", "poster"]);
  const edges = program?.edges.map(({ from, to }) => `${program.names.get(from)} -> ${program.names.get(to)}`);
  expect(edges).toEqual(["book -> poster", "a.lib.pdf -> merge", "b.lib.pdf -> bind"]);
  expect(program?.importedInputs.map(({ name }) => name)).toEqual(["a.lib.folder"]);
});

test("types and tasks of the same name in two files stay different", () => {
  expectFiles({
    "main.adg": `
import { make, Page as Sheet } from "./lib.adg"
type Page = { number: int }
task show(page: Page) from "./tasks.ts"
task print(sheet: Sheet) from "./tasks.ts"
edge make -> show, print
start: make()
when make done as m:
  show(m.result)
       ^^^^^^^^ ADG3001 Expected "{ number: int }", but this is "{ title: string }".
  print(m.result)
`,
    "lib.adg": `
type Page = { title: string }
task make() -> Page from "./tasks.ts"
`,
  });
});

test("files may import each other in a circle, and themselves", () => {
  expectFiles({
    "main.adg": `
import { ask } from "./ping.adg"
import { answer as reply } from "./main.adg"
task answer(n: int) -> int = n
edge ask -> answer
start: ask(1)
when ask done as a: reply(a.result)
`,
    "ping.adg": `
import { tell, Told } from "./pong.adg"
type Asked = { told: Told? }
workflow ask(n: int) -> int:
  start: tell({ told: { asked: null, n: n } })
  output tell
`,
    "pong.adg": `
import { Asked } from "./ping.adg"
import { answer } from "./main.adg"
type Told = { asked: Asked?, n: int }
task tell(what: Asked) -> int = if what.told == null then 0 else what.told.n
workflow twice(n: int) -> int:
  start: answer(n)
  output answer
`,
  });
});

test("a type that is nothing but itself by way of another file is reported once", () => {
  expectFiles({
    "main.adg": `
import type { B } from "./b.adg"
type A = B?
     ^ ADG3001
task t(a: A) from "./tasks.ts"
start: t(null)
`,
    "b.adg": `
import type { A } from "./main.adg"
type B = A?
`,
  });
});

test("a name that the file does not declare is reported at the name, with the nearest", () => {
  const { diagnostics } = expectFiles({
    "main.adg": `
import { pdff, merge as pdf, Pages } from "./lib.adg"
         ^^^^ ADG2003 "./lib.adg" declares no "pdff"; did you mean "pdf"?
                             ^^^^^ ADG2003 "./lib.adg" declares no "Pages"; did you mean "Page"?
import type { merge } from "./lib.adg"
              ^^^^^ ADG2003 "./lib.adg" declares no type "merge".
edge pdff -> pdf
start:
  pdff("a")
  pdf([])
when pdff done as p: pdf(p.result)
when no more pdff: pdff("b")
task u(a: Pages, b: merge) = null
     ^ ADG2004
`,
    "lib.adg": lib,
  });
  expect(diagnostics[0]?.fixes[0]?.edits[0]?.text).toBe("pdf");
});

test("a name that a file only imports is to be imported from where it is declared", () => {
  expectFiles({
    "main.adg": `
import { pdf } from "./again.adg"
         ^^^ ADG2003 "./again.adg" only imports "pdf" itself: import it from where "./again.adg" does, "./lib.adg".
start: pdf("a")
`,
    "again.adg": `import { pdf } from "./lib.adg"`,
    "lib.adg": lib,
  });
});

test("a missing file is reported once, and nothing is said of what was imported from it", () => {
  expectFiles({
    "main.adg": `
import { a, b as c } from "./nowhere.adg"
                          ^^^^^^^^^^^^^^^ ADG2003 There is no file "./nowhere.adg" to import from.
import { d } from "./nowhere.adg"
import { book } from "./sub/other.adg"
task t(x: d) = null
edge a -> t
start:
  a()
  book()
when a done as x: t(c(x.result))
`,
    "sub/other.adg": `
import { e } from "../nowhere.adg"
workflow book():
  start: e()
`,
  });
});

test("what is wrong with an imported file is reported there, once", () => {
  expectFiles({
    "main.adg": `
import { one } from "./one.adg"
import { two } from "./two.adg"
edge one -> two
start: one()
when one done: two()
`,
    "one.adg": `
import { two } from "./two.adg"
task one() -> int = two
                    ^^^ ADG3001
`,
    "two.adg": `
task two() = nothing
             ^^^^^^^ ADG2001
`,
  });
});

test("what an imported file has in text that cannot be read counts as known", () => {
  expectFiles({
    "main.adg": `
import { one, two } from "./one.adg"
start:
  one(1, 2)
when one done: two()
`,
    "one.adg": `
task one( -> int = 3
          ^^ ADG1001
task two() = null
edge one ->
           ^ ADG1001
`,
  });
});

test("an import that is never used is warned of, but not in a library", () => {
  expectFiles({
    "main.adg": `
import { pdf, Page, merge as bind } from "./lib.adg"
         ^^^ ADG2004 The import "pdf" is never used.
              ^^^^ ADG2004 The import "Page" is never used.
import { helper } from "./helper.adg"
edge pdf -> bind
start:
  bind([])
  helper()
`,
    "lib.adg": lib,
    "helper.adg": `
import { pdf, Page } from "./lib.adg"
task helper() = null
`,
  });
});

test("what another file of the program uses is used", () => {
  expectFiles({
    "main.adg": `
import { twice } from "./lib.adg"
type Pair = [int, int]
task inner(pair: Pair) = null
task unused() = null
     ^^^^^^ ADG2004
start: twice()
`,
    "lib.adg": `
import { inner, Pair } from "./main.adg"
task pair() -> Pair = [1, 2]
edge pair -> inner
workflow twice():
  start: pair()
  when pair done as p: inner(p.result)
`,
  });
});

test("an imported name clashes with what the file declares, and with another import", () => {
  expectFiles({
    "main.adg": `
import { pdf, Page } from "./lib.adg"
import { merge as pdf } from "./lib.adg"
                  ^^^ ADG2002 The task "pdf" is declared twice.
type Page = int
     ^^^^ ADG2002 The type "Page" is declared twice.
task show(p: Page) = null
edge pdf -> show
start: pdf("a")
when pdf done: show(1)
`,
    "lib.adg": lib,
  });
});
