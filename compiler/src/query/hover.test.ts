import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import * as library from "../../../runtime/src/library/index.ts";
import { builtinFunctions, memberNames, nodeMembers } from "../builtins.ts";
import { parse } from "../parse.ts";
import { functionOf, peerModules } from "../testing/peer-modules.ts";
import { markedProgram } from "../testing/marked-program.ts";
import { listOf, primitive } from "../type-shape.ts";
import { vocabulary, Word } from "../tokens.ts";
import { examples, explainedMembers } from "./examples.ts";
import { explainedNames, explainedTypes, explainedWords } from "./explained-words.ts";
import { hoverAt } from "./hover.ts";

const typescript = peerModules({
  "./tasks.ts": {
    functions: { discover: functionOf({ folder: "string", context: "json" }, ["string"], { gives: "promise" }) },
  },
  "./text.ts": { functions: { clean: functionOf({ "text?": "string" }, "string") } },
});

function hover(marked: string | Readonly<Record<string, string>>): string | undefined {
  const { analysis, file, offset } = markedProgram(marked, { typescript });
  return hoverAt(analysis, file, offset)?.markdown;
}

const book = `import { clean } from "./text.ts"
/// Where the chapters are.
input folder: dir = "chapters"
/// The whole book.
output book: file = merge

type Page = { source: file, dpi: int }

task discover from "./tasks.ts"
/// Renders one chapter.
task pdf(page: Page, note?: string) -> file:
  out "page.pdf"
  retry 2 backoff 1s
  sh """
    pandoc #{page.source} -o #{out}
    ls
  """
task merge(pages: file[]) -> file = pages[0]

edge discover -> pdf -> merge

start:
  pdf({ source: "cover.md", dpi: 300 })
  discover(folder)

when discover done as d:
  for source in d.result: pdf({ source: clean(source), dpi: 300 })

/// Once all is there.
rule bind when no more pdf: merge(all pdf)
`;

/** The program with the cursor before a piece of it. */
function bookAt(piece: string, within = piece): string | undefined {
  const at = book.indexOf(within) + within.indexOf(piece);
  return hover(`${book.slice(0, at)}┆${book.slice(at)}`);
}

describe("a hover tells", () => {
  test("of a task its signature, implementation, block and comment", () => {
    expect(bookAt("pdf(page")).toMatchInlineSnapshot(`
      "\`\`\`adg
      task pdf(page: Page, note?: string) -> file:
        out "page.pdf"
        retry 2 backoff 1s
        sh """ pandoc #{page.source} -o #{out} …
      \`\`\`

      Renders one chapter."
    `);
  });
  test("of a task from TypeScript also the function", () => {
    expect(bookAt("discover(folder)")).toMatchInlineSnapshot(`
      "\`\`\`adg
      task discover(folder: string) -> string[] from "./tasks.ts"
      \`\`\`

      \`\`\`ts
      function discover(folder: string, context: TaskContext): Promise<string[]>
      \`\`\`"
    `);
  });
  test("of a type its fields", () => {
    expect(bookAt("Page, note")).toMatchInlineSnapshot(`
      "\`\`\`adg
      type Page = { source: file, dpi: int }
      \`\`\`"
    `);
  });
  test("of a field where it is", () => {
    expect(bookAt("source} -o")).toMatchInlineSnapshot(`
      "\`\`\`adg
      source: file
      \`\`\`

      A field of \`Page\`."
    `);
    expect(bookAt("dpi: int")).toMatchInlineSnapshot(`
      "\`\`\`adg
      dpi: int
      \`\`\`

      A field of \`Page\`."
    `);
  });
  test("of an input and an output what they are", () => {
    expect(bookAt("folder)")).toMatchInlineSnapshot(`
      "\`\`\`adg
      input folder: dir = "chapters"
      \`\`\`

      Where the chapters are."
    `);
    expect(bookAt("book: file")).toMatchInlineSnapshot(`
      "\`\`\`adg
      output book: file = merge
      \`\`\`

      The whole book."
    `);
  });
  test("of a name that a condition binds what is known of the node", () => {
    expect(bookAt("d.result")).toMatchInlineSnapshot(`
      "\`\`\`adg
      d: discover node
      \`\`\`

      A \`discover\` node that is done: its result is \`string[]\`."
    `);
  });
  test("of a local name its type", () => {
    expect(bookAt("source in d")).toMatchInlineSnapshot(`
      "\`\`\`adg
      source: string
      \`\`\`"
    `);
  });
  test("of a parameter its type and task", () => {
    expect(bookAt("page.source")).toMatchInlineSnapshot(`
      "\`\`\`adg
      page: Page
      \`\`\`

      A parameter of \`pdf\`.

      \`\`\`adg
      type Page = { source: file, dpi: int }
      \`\`\`"
    `);
  });
  test("of a rule how often it can fire and what it waits for", () => {
    expect(bookAt("when discover")).toMatchInlineSnapshot(`
      "\`\`\`adg
      when discover done as d
      \`\`\`

      Fires at most once for each \`discover\` node.

      Waits until
      - a \`discover\` node is done

      Adds \`pdf\`."
    `);
    expect(bookAt("bind when")).toMatchInlineSnapshot(`
      "\`\`\`adg
      rule bind when no more pdf
      \`\`\`

      Fires at most once in its scope.

      Waits until
      - no more \`pdf\` node can ever be added

      Adds \`merge\`.

      Once all is there."
    `);
    expect(
      hover(`task a() -> int = 1
task b(n: int) -> int = n
start: a()
┆when a done as x, b[x.result] failed, at least 2 b added, all a settled where x.result > 1: b(1)
`),
    ).toMatchInlineSnapshot(`
      "\`\`\`adg
      when a done as x, b[x.result] failed, at least 2 b added, all a settled where x.result > 1
      \`\`\`

      Fires at most once for each \`a\` node.

      Waits until
      - an \`a\` node is done
      - the \`b\` node with the key \`x.result\` has failed
      - \`2\` \`b\` nodes are added
      - no more \`a\` node can be added, and every one is settled
      - \`x.result > 1\` is true of them

      Adds \`b\`."
    `);
  });
  test("of an edge which rules create it", () => {
    expect(bookAt("discover -> pdf")).toMatchInlineSnapshot(`
      "\`\`\`adg
      task discover(folder: string) -> string[] from "./tasks.ts"
      \`\`\`

      \`\`\`ts
      function discover(folder: string, context: TaskContext): Promise<string[]>
      \`\`\`

      - \`discover -> pdf\`: created by \`when discover done as d\` (line 26)"
    `);
    expect(bookAt("edge discover")).toMatchInlineSnapshot(`
      "- \`discover -> pdf\`: created by \`when discover done as d\` (line 26)
      - \`pdf -> merge\`: created by \`rule bind when no more pdf\` (line 30)

      Declares which kind of node may lead to which other; nothing else can ever happen."
    `);
    expect(hover("task a() -> int = 1\ntask b() -> int = 1\nedge a ┆-> b")).toMatchInlineSnapshot(`
      "- \`a -> b\`: nothing creates it

      Declares which kind of node may lead to which other; nothing else can ever happen."
    `);
  });
  test("of a task that is waited for what may still add to it", () => {
    expect(bookAt("pdf: merge")).toMatchInlineSnapshot(`
      "\`\`\`adg
      task pdf(page: Page, note?: string) -> file:
        out "page.pdf"
        retry 2 backoff 1s
        sh """ pandoc #{page.source} -o #{out} …
      \`\`\`

      Renders one chapter.

      \`pdf\` nodes are added by
      - \`start\` (line 22), at most once in its scope
      - \`when discover done as d\` (line 26), at most once for each \`discover\` node"
    `);
  });
  test("of a function from TypeScript its signature there", () => {
    expect(bookAt("clean(source)")).toMatchInlineSnapshot(`
      "\`\`\`ts
      function clean(text?: string): string
      \`\`\`

      From \`"./text.ts"\`."
    `);
  });
  test("of a word of the language what it means", () => {
    expect(bookAt("retry")).toMatchInlineSnapshot(`
      "**retry**: How many further tries a failed node gets; with \`backoff\`, after a delay that doubles.

      \`\`\`adg
      task a() -> int:
        retry 2 backoff 1s
      \`\`\`"
    `);
    expect(bookAt("for source")).toMatchInlineSnapshot(`
      "**for**: Does what follows for each element of a list; in \`[e for x in xs]\` it makes a list.

      \`\`\`adg
      when a done as x:
        for i, s in x.result: b(s)
      \`\`\`"
    `);
  });
  test("of what is built in what it does", () => {
    expect(bookAt("result: pdf")).toMatchInlineSnapshot(`
      "\`\`\`adg
      result: string[]
      \`\`\`

      What the node's task gave, known where a rule fires on it as done."
    `);
    expect(hover("input n: int = ┆count([1])")).toMatchInlineSnapshot(`
      "\`\`\`adg
      count(list: T[]) -> int
      \`\`\`

      How many elements there are.

      \`\`\`adg
      count(["a", "b"]) // 2
      \`\`\`"
    `);
    expect(hover('input n: string = "a".tr┆im()')).toMatchInlineSnapshot(`
      "\`\`\`adg
      trim() -> string
      \`\`\`

      The text without white space at both ends.

      \`\`\`adg
      " a ".trim() // "a"
      \`\`\`"
    `);
    expect(hover("input n: in┆t = 1")).toMatchInlineSnapshot(`
      "\`\`\`adg
      int
      \`\`\`

      A number without fraction.

      \`\`\`adg
      input count: int = 3
      \`\`\`"
    `);
  });
  test("of an operator the type of what it gives", () => {
    expect(hover("input n: number = 1 ┆/ 2")).toMatchInlineSnapshot(`
      "\`\`\`adg
      number
      \`\`\`"
    `);
  });
  test("nothing of what has no name", () => {
    expect(hover("┆// comment")).toBeUndefined();
    expect(hover("input n: int = unknown┆")).toBeUndefined();
    expect(hover("")).toBeUndefined();
  });
});

describe("explanations", () => {
  test("there are of all words, types, functions and members of the language", () => {
    const words = vocabulary.filter((type) => type.CATEGORIES?.includes(Word) || type.categoryMatches?.length === 0);
    const named = words.flatMap(({ LABEL }) => /^"(\w+)"$/.exec(LABEL ?? "")?.[1] ?? []);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((word) => !explainedWords.has(word))).toEqual([]);
    expect([...builtinFunctions.keys()].filter((name) => !examples.has(name))).toEqual([]);
    const members = [
      ...memberNames(primitive("string")).map((name) => `string.${name}`),
      ...memberNames(listOf(primitive("int"))).map((name) => `list.${name}`),
    ];
    expect(members.filter((name) => !examples.has(name))).toEqual([]);
    expect(nodeMembers.filter((name) => !explainedMembers.has(`node.${name}`))).toEqual([]);
  });

  test("have examples that can be read", () => {
    for (const [word, { example }] of [...explainedWords, ...explainedTypes, ...explainedNames])
      expect([word, parse("main.adg", example).diagnostics]).toEqual([word, []]);
  });

  test("have examples that give what they say", () => {
    for (const [name, [expression, value]] of examples) {
      const results = runInNewContext(`JSON.stringify([${expression}, ${value}])`, { ...library }) as string;
      const [given, wanted] = JSON.parse(results) as readonly [unknown, unknown];
      expect([name, given]).toEqual([name, wanted]);
    }
  });
});
