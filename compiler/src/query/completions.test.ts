import { describe, expect, test } from "vitest";
import type { Host } from "../host.ts";
import { chosen, completed, completedWords, completions } from "../testing/complete.ts";
import { filesHost } from "../testing/expect-files.ts";
import { functionOf, peerModules } from "../testing/peer-modules.ts";
import { testHost } from "../testing/expect-check.ts";

const program = `
type Look = "cover" | "chapter"
type Sheet = { file: file, pages: int, look: Look }
input folder: dir = "chapters"
task discover(folder: dir) -> file[] from "./tasks.ts"
/// Sets one chapter.
task pdf(source: file, look: Look = "chapter", dpi?: int) -> Sheet from "./tasks.ts"
task merge(sheets: Sheet[]) -> file from "./tasks.ts"
edge discover -> pdf -> merge
`;

describe("at the beginning of a line", () => {
  test("declarations are offered as whole lines", () => {
    expect(
      completed("┆")
        .split("\n")
        .map((line) => line.split(" · ")[0])
        .join(", "),
    ).toMatchInlineSnapshot(
      `"snippet task sh, snippet task from, snippet task =, snippet task python, snippet edge, snippet start, snippet when, snippet when no more, snippet when all, snippet when failed, snippet rule, snippet workflow, snippet input, snippet output, snippet type, snippet import, snippet import type"`,
    );
    expect(chosen("ta┆", "task from")).toMatchInlineSnapshot(
      `"task \${1:name}(\${2:source}: \${3:file}) -> \${4:file} from "./\${5:tasks.ts}"$0"`,
    );
  });

  test("a task block has the attributes that the task does not have", () => {
    expect(completed('task a() -> file:\n  out "x"\n  sh "y"\n  cache\n  env A "b"\n  ┆\nstart: a()\n'))
      .toMatchInlineSnapshot(`
      "attribute retry · How often it is tried again; the delay doubles
      attribute timeout · How long one attempt may take
      attribute limit · How many nodes of the task run at once
      attribute rate · How many nodes of the task start in a time
      attribute at most · How many nodes of the task a run may have
      attribute cpus · How many processors it needs
      attribute memory · How much memory it needs
      attribute priority · Of what waits, the highest runs first
      attribute on · Where it runs
      attribute env · An environment variable
      attribute secret · An environment variable that is never shown
      attribute stub · The result in a stubbed run"
    `);
    expect(completed("task a():\n  s┆\n")).toContain("attribute sh · ");
    expect(completed('task a() from "./a.ts":\n  ┆\n')).not.toContain("attribute sh · ");
  });

  test("a body has the calls that the declared edges allow, then the others with their edges", () => {
    expect(completed(program + "when discover done as d:\n  ┆\n")).toMatchInlineSnapshot(`
      "task pdf · pdf(source: file, look: Look = "chapter", dpi?: int) -> Sheet
      snippet let · A name for a value or a new node
      snippet for · The same for each element of a list
      snippet if · Only where a condition holds
      snippet when · A rule: it adds nodes when its conditions hold
      snippet when no more · A rule for when no such node can come any more
      snippet when all · A rule for when all such nodes are there and done
      snippet when failed · A rule for a failure, which it handles
      snippet rule · A rule with a name
      snippet fail · Ends the workflow as failed
      task discover · discover(folder: dir) -> file[], needs edge discover -> discover
      task merge · merge(sheets: Sheet[]) -> file, needs edge discover -> merge"
    `);
    expect(chosen(program + "when discover done as d:\n  me┆\n", "merge")).toBe(
      program.replace("-> merge\n", "-> merge\nedge discover -> merge\n") + "when discover done as d:\n  merge($1)\n",
    );
    expect(
      completed(program + "start:\n  ┆\n")
        .split("\n")
        .slice(0, 3),
    ).toMatchInlineSnapshot(`
      [
        "task discover · discover(folder: dir) -> file[]",
        "task pdf · pdf(source: file, look: Look = "chapter", dpi?: int) -> Sheet",
        "task merge · merge(sheets: Sheet[]) -> file",
      ]
    `);
  });

  test("else follows an if", () => {
    expect(completed("start:\n  if a:\n    b()\n  ┆\n")).toContain("else if");
    expect(completed("start:\n  if a: b()\n  c()\n  ┆\n")).not.toContain("else");
  });

  test("a workflow has members", () => {
    expect(completed("workflow w():\n  ┆").split(" · ")[0]).toBe("snippet start");
  });
});

describe("in a condition", () => {
  test("tasks, nodes that are held around it, and what it may begin with", () => {
    expect(completed(program + "when ┆")).toMatchInlineSnapshot(`
      "task discover · discover(folder: dir) -> file[]
      task pdf · pdf(source: file, look: Look = "chapter", dpi?: int) -> Sheet
      task merge · merge(sheets: Sheet[]) -> file"
    `);
    expect(completedWords(program + "when ┆")).toMatchInlineSnapshot(`"no more all at least every"`);
    expect(completed(program + "when pdf done as p, ┆")).not.toContain("node p");
    expect(completed(program + "start:\n  let d = discover(folder)\n  when ┆: pdf(d)\n").split("\n")[0]).toBe(
      "node d · discover node",
    );
    expect(chosen(program + "when p┆", "pdf")).toBe(`${program}when pdf `);
  });

  test("names that are declared at the cursor or behind it are not in sight there", () => {
    const offered = completed(`${program}when pdf done as p:\n  let before = 1\n  let here = ┆\n  let behind = 2\n`);
    expect(offered).toContain(" before ");
    expect(offered).not.toMatch(/ (?:here|behind) /);
  });

  test("what an attribute goes on with comes before words that make no sense there", () => {
    expect(completedWords('task x() -> int from "./t.ts":\n  retry 2 ┆')).toMatch(/^backoff/);
    expect(completedWords('task x() -> int from "./t.ts":\n  rate 2 ┆')).toMatch(/^per/);
  });

  test("events, names and where", () => {
    expect(completedWords(program + "when pdf ┆")).toBe("added done failed settled");
    expect(completedWords(program + "when pdf done ┆")).toBe("as where");
    expect(completedWords(program + "when no more pdf ┆")).toBe("where under despite");
    expect(completedWords(program + "when no more pdf despite ┆")).toBe("failures");
    expect(completedWords(program + "when at ┆")).toContain("least");
    expect(completedWords(program + "when all pdf ┆: merge(all pdf)")).toBe("done settled");
    expect(completed(program + "when pdf done as ┆")).toBe("");
  });

  test("no more and all speak of tasks, under of nodes", () => {
    expect(completed(program + "when no more ┆")).toMatchInlineSnapshot(`
      "task discover · discover(folder: dir) -> file[]
      task pdf · pdf(source: file, look: Look = "chapter", dpi?: int) -> Sheet
      task merge · merge(sheets: Sheet[]) -> file"
    `);
    expect(completed(program + "when discover done as d:\n  when no more pdf under ┆: merge(all pdf)")).toBe(
      "node d · discover node",
    );
  });

  test("where sees what the conditions bind", () => {
    expect(completed(program + "when pdf done as p where ┆").split("\n")[0]).toBe("node p · pdf node");
    expect(completed(program + "when pdf done as p where p.result.┆")).toMatchInlineSnapshot(`
      "field file · file
      field pages · int
      field look · Look"
    `);
  });
});

describe("where a value stands", () => {
  test("what fits the parameter comes first, then its name and all others", () => {
    expect(completed(program + "when discover done as d:\n  for source in d.result: pdf(┆")).toMatchInlineSnapshot(`
      "variable source · file
      input folder · dir
      argument source:  · file
      argument look:  · Look, may be left out
      argument dpi:  · int?, may be left out
      node d · discover node
      task discover · discover(folder: dir) -> file[], needs edge discover -> discover
      task pdf · pdf(source: file, look: Look = "chapter", dpi?: int) -> Sheet
      task merge · merge(sheets: Sheet[]) -> file, needs edge discover -> merge"
    `);
    expect(
      completed(program + "when discover done as d:\n  merge(┆)")
        .split("\n")
        .slice(0, 3),
    ).toMatchInlineSnapshot(`
      [
        "snippet all pdf · Sheet[]",
        "argument sheets:  · Sheet[]",
        "snippet succeeded pdf · Sheet[]",
      ]
    `);
  });

  test("arguments that are not given yet can be named", () => {
    expect(completed(program + 'start: pdf("a", ┆dpi: 3)')).toMatchInlineSnapshot(`
      "argument look:  · Look, may be left out
      argument dpi:  · int?, may be left out"
    `);
    expect(
      completed(program + 'start: pdf("a", look: ┆)')
        .split("\n")
        .slice(0, 2),
    ).toEqual(['literal "cover"', 'literal "chapter"']);
  });

  test("a string is one of the texts that its type allows", () => {
    expect(completed(program + 'start: pdf("a", "co┆")')).toBe('literal "cover"\nliteral "chapter"');
    expect(chosen(program + 'start: pdf("a", "co┆")', '"cover"')).toBe(program + 'start: pdf("a", "cover")');
    expect(chosen(program + 'start: pdf("a", "co┆', '"cover"')).toBe(program + 'start: pdf("a", "cover"');
    expect(completed(program + 'when pdf done as p where p.result.look == "┆"')).toContain('"chapter"');
  });

  test("members of nodes are what the rule knows of them", () => {
    expect(completed(program + "when pdf done as p: merge(p.┆")).toMatchInlineSnapshot(`
      "member args · { source: file, look: Look, dpi: int? }
      member result · Sheet
      member key · json
      member error · not known here: the pdf node was seen done
      member outcome · not known here: the pdf node was seen done"
    `);
    expect(completed(program + "when pdf added as p: merge(p.┆)")).toMatchInlineSnapshot(`
      "member args · { source: file, look: Look, dpi: int? }
      member key · json
      member result · not known here: the pdf node was seen added
      member error · not known here: the pdf node was seen added
      member outcome · not known here: the pdf node was seen added"
    `);
    expect(completed(program + "when pdf done as p: merge([p.args.┆])")).toMatchInlineSnapshot(`
      "field source · file
      field look · Look
      field dpi · int?"
    `);
  });

  test("lists and strings have methods", () => {
    const offered = completions(program + "when discover done as d: pdf(d.result.┆");
    expect(offered.map(({ label }) => label).join(" ")).toBe("length includes indexOf slice join concat at");
    expect(offered.find(({ label }) => label === "join")).toMatchObject({
      detail: "join(separator?: string) -> string",
      insertText: "join($1)",
      then: "signature",
    });
  });

  test("a record has the fields of its type", () => {
    expect(completed(program + 'start: merge([{ file: "a", ┆ }])')).toBe("field pages:  · int\nfield look:  · Look");
    expect(completed(program + "start: merge([{ look: ┆ }])").split("\n")[0]).toBe('literal "cover"');
  });

  test("names of comprehensions and loops are in sight", () => {
    expect(completed(program + "start: merge([┆ for s in [1, 2]])")).toContain("variable s · int");
    expect(completed(program + "start:\n  for i, s in [1]:\n    if ┆")).toContain("variable i · int");
  });

  test("functions have their signatures", () => {
    const typescript = peerModules({ "./f.ts": { functions: { win: functionOf({ chance: "number" }, "boolean") } } });
    expect(completed('import { win } from "./f.ts"\nstart:\n  if ┆', { typescript })).toContain(
      "function win · win(chance: number) -> boolean",
    );
    const range = completions("start:\n  for x in ra┆").find(({ label }) => label === "range");
    expect(range).toMatchObject({ detail: "range(from: int, to?: int, step?: int) -> int[]", insertText: "range($1)" });
    expect(chosen("start:\n  for x in ra┆(3): a(x)", "range")).toBe("start:\n  for x in range(3): a(x)");
  });

  test("a shell text has the parameters, the inputs, out and attempt", () => {
    expect(completed('input n: int\ntask a(x: file) -> file:\n  out "y"\n  sh "cat #{┆} > #{out}"\n'))
      .toMatchInlineSnapshot(`
      "variable x · file
      variable attempt · int
      variable out · file
      input n · int"
    `);
    expect(completed('task a(x: file) -> file:\n  sh "cat #{┆"\n')).not.toContain("variable out");
    expect(completed('task a() -> file:\n  out { bam: "x" }\n  sh "cat #{out.┆}"\n')).toBe("field bam · file");
  });
});

describe("names", () => {
  test("of tasks in edges and outputs", () => {
    expect(
      completed(program + "edge discover -> ┆")
        .split("\n")
        .map((line) => line.split(" ")[1]),
    ).toEqual(["pdf", "merge", "discover"]);
    expect(completed(program + "output ┆")).toContain("task merge · merge(sheets: Sheet[]) -> file");
  });

  test("of types", () => {
    expect(
      completed(program + "task x(a: ┆) = 1")
        .split("\n")
        .map((line) => line.split(" ")[1]),
    ).toMatchInlineSnapshot(`
      [
        "Look",
        "Sheet",
        "string",
        "number",
        "int",
        "boolean",
        "file",
        "dir",
        "json",
        "void",
        "Outcome",
      ]
    `);
    expect(completed(program + "type A = { b: Sh┆ }")).toContain("type Sheet");
  });

  test("of executors", () => {
    expect(completed("task a():\n  on ┆\n", { executors: ["slurm"] })).toContain("executor slurm");
  });

  test("that something is given are not offered", () => {
    for (const text of [
      "start:\n  let ┆",
      "task ┆",
      "task a(┆",
      "start:\n  for ┆",
      "input ┆",
      "// ┆",
      "workflow ┆",
      "start: a(12┆)",
    ])
      expect([text, completed(program + text)]).toEqual([text, ""]);
  });
});

describe("other files", () => {
  const host = {
    ...filesHost({ "lib.adg": "/// Packs.\ntask pack(x: int) -> int = x\ntype Size = int\n", "main.adg": "" }),
    moduleExports: () => ({ kind: "exports", names: ["pdf", "merge"] }) as const,
    filesBeside: (path: string) =>
      path.startsWith("sub/") ? ["deep.ts"] : ["main.adg", "lib.adg", "tasks.ts", "types.d.ts", "notes.txt"],
  };
  const files = [
    {
      file: "lib.adg",
      path: "./lib.adg",
      names: [
        { name: "pack", kind: "task", detail: "pack(x: int) -> int" },
        { name: "Size", kind: "type" },
      ],
    },
  ] as const;

  test("paths are those of the files beside", () => {
    expect(completed('task a() from "┆"', { host })).toBe("file ./tasks.ts");
    expect(completed('import { a } from "./┆', { host, files })).toBe("file ./lib.adg\nfile ./tasks.ts");
    expect(completed('task a() from "./sub/┆"', { host })).toBe("file ./sub/deep.ts");
    expect(chosen('task a() from "./t┆x.ts" as b', "./tasks.ts", { host })).toBe('task a() from "./tasks.ts" as b');
  });

  test("names are those that the file exports", () => {
    expect(completed('task a() from "./tasks.ts" as ┆', { host })).toBe("function pdf\nfunction merge");
    expect(completed('import { ┆ } from "./tasks.ts"', { host })).toBe("function pdf\nfunction merge");
    expect(completed('import { ┆ } from "./lib.adg"', { host })).toBe("task pack · pack(x: int) -> int\ntype Size");
    expect(completed('import type { ┆ } from "./lib.adg"', { host })).toBe("type Size");
  });

  test("their tasks and types bring an import along", () => {
    expect(chosen("task a() = 1\n\nstart:\n  pa┆\n", "pack", { host, files })).toBe(
      'import { pack } from "./lib.adg"\n\ntask a() = 1\n\nstart:\n  pack($1)\n',
    );
    expect(chosen('import { x } from "./lib.adg"\nstart:\n  pa┆\n', "pack", { host, files })).toBe(
      'import { x, pack } from "./lib.adg"\nstart:\n  pack($1)\n',
    );
    expect(chosen("// What it does.\n\n/// Doc.\ninput a: ┆", "Size", { host, files })).toBe(
      '// What it does.\n\nimport type { Size } from "./lib.adg"\n\n/// Doc.\ninput a: Size',
    );
  });
});

describe("while the text is newer than the analysis", () => {
  test("places of edits are those of the text", () => {
    const before = program + "when discover done as d:\n  pdf(d)\n";
    const now = "// Newer.\n" + program + "when discover done as d:\n  me┆\n";
    expect(chosen(now, "merge", { before })).toContain("// Newer.");
    const line = program + "when discover done as d:\n  let x = pdf(d)\n  me┆\n";
    expect(chosen(line, "merge", { before })).toContain("-> merge\nedge discover -> merge\n");
  });

  test("a name that was just written is in sight", () => {
    expect(
      completed("task a(x: int) = 1\nstart:\n  let fresh = 3\n  a(┆)\n", { before: "task a(x: int) = 1\nstart:\n" }),
    ).toContain("variable fresh · int");
  });
});

test("a host is asked for nothing where nothing of another file can stand", () => {
  const asked: string[] = [];
  const host: Host = {
    ...testHost(),
    readFile: (path) => {
      asked.push(path);
      return { kind: "missing" };
    },
  };
  completions(program + "start: pdf(┆)", { host });
  expect(asked).toEqual([]);
});
