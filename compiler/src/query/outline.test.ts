import { expect, test } from "vitest";
import { parse } from "../parse.ts";
import { type DocumentSymbol, documentSymbolsOf } from "./document-symbols.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

const program = `import { x } from "./x.adg"
input folder: dir
type Sample = { id: string, reads: file[] }
task pdf(source: file, n: int = 1) -> file: sh "x"
task discover from "./tasks.ts"
edge pdf, x -> discover
workflow book(folder: dir) -> file:
  output pdf
  start: pdf(folder)
  rule twice when pdf done as p:
    when no more pdf under p: pdf("x")
output all_of: file[] = all pdf
start: discover()
task broken(
`;

function sketch(symbols: readonly DocumentSymbol[], indent = ""): string {
  return symbols
    .map(({ kind, name, detail, selection, span, children }) => {
      expect(span.start <= selection.start && selection.end <= span.end).toBe(true);
      const selected = program.slice(selection.start, selection.end);
      const own = `${indent}${kind} ${name}${detail === "" ? "" : `  ${detail}`}${selected === name ? "" : ` [${selected}]`}\n`;
      return own + sketch(children, `${indent}  `);
    })
    .join("");
}

test("the outline of a file has its declarations with what stands in them", () => {
  expect(`\n${sketch(documentSymbolsOf(parse("main.adg", program).value, program))}`).toMatchInlineSnapshot(`
    "
    input folder  dir
    type Sample  { id: string, reads: file[] }
      field id  string
      field reads  file[]
    task pdf  (source: file, n: int = 1) -> file
      parameter source  file
      parameter n  int
    task discover
    edge pdf, x -> discover [edge pdf, x -> discover]
    workflow book  (folder: dir) -> file
      parameter folder  dir
      output pdf
      start start
      rule twice  rule twice when pdf done as p
        rule when no more pdf under p
    output all_of  file[]
    start start
    task broken
    "
  `);
});

test("declarations of all files are found by letters of their names, the best first", () => {
  const symbols = documentSymbolsOf(parse("main.adg", program).value, program);
  const find = (query: string, most = 100): readonly string[] =>
    workspaceSymbols([{ file: "main.adg", symbols }], query, { most }).map(({ symbol, container }) =>
      container === undefined ? symbol.name : `${container}/${symbol.name}`,
    );
  expect(find("PDF")).toMatchInlineSnapshot(`
    [
      "pdf",
      "book/pdf",
      "pdf, x -> discover",
      "twice/when no more pdf under p",
    ]
  `);
  expect(find("dsc")).toMatchInlineSnapshot(`
    [
      "discover",
      "pdf, x -> discover",
    ]
  `);
  expect(find("tw")).toMatchInlineSnapshot(`
    [
      "book/twice",
    ]
  `);
  expect(find("", 3)).toMatchInlineSnapshot(`
    [
      "folder",
      "Sample",
      "pdf",
    ]
  `);
  expect(find("zzz")).toEqual([]);
});
