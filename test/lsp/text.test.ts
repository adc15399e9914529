/** What concerns the text of a document: its colours, foldings, selections and layout, over the protocol. */
import { afterEach, expect, test } from "vitest";
import * as lsp from "vscode-languageserver-protocol/node";
import type { LanguageClient } from "../support/language-client.ts";
import { openProgram, type OpenedProgram } from "../support/open-program.ts";
import { tempFolder } from "../support/temp-folder.ts";

const folder = tempFolder();
let client: LanguageClient | undefined;
async function open(text: string): Promise<OpenedProgram> {
  const opened = await openProgram(folder, { "main.adg": text });
  ({ client } = opened);
  return opened;
}
afterEach(() => client?.stop());

const text = `// One.
// Two.
task a(n: int) -> int:
  timeout 1s
  sh "echo #{n}"
start: [|a(1)|]
`;

test("the pieces of a text are told whole, in part, and by what has changed", async () => {
  const { client, textDocument } = await open(text);
  const legend = client.announced.capabilities.semanticTokensProvider?.legend;
  const whole = await client.request(lsp.SemanticTokensRequest.type, { textDocument });
  const types = (data: readonly number[]): readonly string[] =>
    data.flatMap((type, index) => (index % 5 === 3 ? (legend?.tokenTypes[type] ?? "?") : []));
  expect(types(whole?.data ?? [])).toEqual([
    ...["comment", "comment", "keyword", "function", "parameter", "type", "operator", "type"],
    ...["keyword", "number", "keyword", "string", "string", "operator", "parameter", "operator", "string"],
    ...["keyword", "function", "number"],
  ]);
  const range = { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } };
  const part = await client.request(lsp.SemanticTokensRangeRequest.type, { textDocument, range });
  expect(types(part?.data ?? [])).toEqual(["keyword", "function", "number"]);
  await client.change(textDocument.uri, [
    { range: { start: range.start, end: range.start }, text: "input x: int = 1\n" },
  ]);
  const delta = (await client.request(lsp.SemanticTokensDeltaRequest.type, {
    textDocument,
    previousResultId: whole?.resultId ?? "",
  })) as lsp.SemanticTokensDelta;
  const now = await client.request(lsp.SemanticTokensRequest.type, { textDocument });
  const data = [...(whole?.data ?? [])];
  for (const edit of delta.edits) data.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
  expect(data).toEqual(now?.data);
  expect(delta.edits[0]?.data?.length).toBeLessThan(now?.data.length ?? 0);
});

test("blocks and comments can be folded, and a selection grows", async () => {
  const { client, textDocument } = await open(text);
  const folded = await client.request(lsp.FoldingRangeRequest.type, { textDocument });
  expect(folded).toEqual([
    { startLine: 0, endLine: 1, kind: "comment" },
    { startLine: 2, endLine: 4 },
  ]);
  const positions = [{ line: 5, character: 9 }];
  const [selected] = (await client.request(lsp.SelectionRangeRequest.type, { textDocument, positions })) ?? [];
  const lengths: number[] = [];
  for (let each = selected; each !== undefined; each = each.parent)
    if (each.range.start.line === each.range.end.line)
      lengths.push(each.range.end.character - each.range.start.character);
  expect(lengths).toEqual([1, 3, 4, 11]);
});

test("a document, a part of it, and what is typed are formatted", async () => {
  const untidy = await open("task  a( )->int = 1\nstart:  a( )\n");
  const { client, textDocument } = untidy;
  const options = { tabSize: 2, insertSpaces: true };
  const applied = (edits: readonly lsp.TextEdit[] | null): string => apply(untidy.text, edits ?? []);
  const whole = await client.request(lsp.DocumentFormattingRequest.type, { textDocument, options });
  expect(applied(whole)).toBe("task a() -> int = 1\nstart: a()\n");
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
  const part = await client.request(lsp.DocumentRangeFormattingRequest.type, { textDocument, options, range });
  expect(applied(part)).toBe("task  a( )->int = 1\nstart: a()\n");
  await client.change(textDocument.uri, [{ text: "start:\n" }]);
  const position = { line: 1, character: 0 };
  const typed = await client.request(lsp.DocumentOnTypeFormattingRequest.type, {
    textDocument,
    position,
    ch: "\n",
    options,
  });
  expect(apply("start:\n", typed ?? [])).toBe("start:\n  ");
});

/** The text after edits, which name places in the text before. */
function apply(before: string, edits: readonly lsp.TextEdit[]): string {
  const starts = [0, ...[...before.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = ({ line, character }: lsp.Position): number => (starts[line] ?? before.length) + character;
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (all, { range, newText }) => all.slice(0, offset(range.start)) + newText + all.slice(offset(range.end)),
      before,
    );
}
