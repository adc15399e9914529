/** Completion and signature help over the protocol. */
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import * as lsp from "vscode-languageserver-protocol/node";
import { type ClientOptions, LanguageClient } from "../support/language-client.ts";
import { tempFolder, writeText } from "../support/temp-folder.ts";

const folder = tempFolder();
const uri = pathToFileURL(`${folder}/main.adg`).href;
let client: LanguageClient | undefined;
afterEach(() => client?.stop());

/** A client that has a program open, with the position of its cursor. */
async function opened(marked: string, options: ClientOptions = {}): Promise<lsp.TextDocumentPositionParams> {
  client = await LanguageClient.start({ roots: [folder], ...options });
  const [before = "", after = ""] = marked.split("┆");
  await client.open(uri, before + after);
  const lines = before.split("\n");
  return { textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}

async function complete(params: lsp.TextDocumentPositionParams): Promise<readonly lsp.CompletionItem[]> {
  const found = await client?.request(lsp.CompletionRequest.type, params);
  return Array.isArray(found) ? found : (found?.items ?? []);
}

const program = "task a() -> int = 1\n/// Adds one.\ntask b(n: int) -> int = n + 1\nedge a -> a\nstart: a()\n";

test("a completion brings its snippet, its documentation and the edits that it needs", async () => {
  const params = await opened(`${program}when a done as x:\n  b┆\n`, {
    capabilities: {
      textDocument: { completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } } },
      experimental: { commands: { commands: ["editor.action.triggerParameterHints"] } },
    },
  });
  expect((await complete(params)).find(({ label }) => label === "b")).toEqual({
    label: "b",
    kind: lsp.CompletionItemKind.Class,
    detail: "b(n: int) -> int, needs edge a -> b",
    documentation: { kind: "markdown", value: "Adds one." },
    sortText: expect.any(String),
    insertTextFormat: lsp.InsertTextFormat.Snippet,
    textEdit: { range: { start: { line: 6, character: 2 }, end: { line: 6, character: 3 } }, newText: "b($1)" },
    additionalTextEdits: [
      { range: { start: { line: 3, character: 11 }, end: { line: 3, character: 11 } }, newText: "\nedge a -> b" },
    ],
    command: { title: "", command: "editor.action.triggerParameterHints" },
  });
});

test("a client without snippets gets their text, and no commands that it may not have", async () => {
  const found = await complete(await opened("┆"));
  expect(found.find(({ label }) => label === "task =")).toMatchObject({
    textEdit: { newText: "task name(value: int) -> int = value" },
    insertTextFormat: lsp.InsertTextFormat.PlainText,
  });
  expect(found.every(({ command }) => command === undefined)).toBe(true);
});

test("tasks of other programs of the workspace come with their import", async () => {
  mkdirSync(`${folder}/sub`);
  writeText(folder, "sub/lib.adg", "/// Packs.\ntask pack(n: int) -> int = n\n");
  const found = await complete(await opened(`${program}start:\n  pa┆\n`));
  expect(found.find(({ label }) => label === "pack")).toMatchObject({
    detail: 'pack(n: int) -> int from "./sub/lib.adg"',
    additionalTextEdits: [{ newText: 'import { pack } from "./sub/lib.adg"\n\n' }],
  });
});

test("of very many tasks elsewhere those come that begin as what is written does", async () => {
  const many = Array.from({ length: 300 }, (_, count) => `task ${count % 2 === 0 ? "pack" : "cut"}_${count}() = 1\n`);
  writeText(folder, "many.adg", many.join(""));
  const params = await opened(`${program}start:\n  ┆\n`);
  const ask = (at: lsp.TextDocumentPositionParams) => client?.request(lsp.CompletionRequest.type, at);
  expect(await ask(params)).toMatchObject({ isIncomplete: true });
  const { position } = params;
  await client?.change(uri, [{ range: { start: position, end: position }, text: "p" }]);
  const labels = (await complete({ ...params, position: { ...position, character: 3 } })).map(({ label }) => label);
  expect(labels.filter((label) => label.startsWith("pack_"))).toHaveLength(150);
  expect(labels.filter((label) => label.startsWith("cut_"))).toEqual([]);
});

test("what was just typed counts, before the program is checked again", async () => {
  const params = await opened(`${program}start:\n  b(┆)\n`);
  const { position } = params;
  await client?.change(uri, [{ range: { start: position, end: position }, text: "a" }]);
  const after = { ...params, position: { ...position, character: position.character + 1 } };
  expect((await complete(after)).map(({ label }) => label)).toContain("a");
  expect(await client?.request(lsp.SignatureHelpRequest.type, after)).toEqual({
    signatures: [
      {
        label: "b(n: int) -> int",
        parameters: [{ label: [2, 8] }],
        documentation: { kind: "markdown", value: "Adds one." },
      },
    ],
    activeSignature: 0,
    activeParameter: 0,
  });
});
