/** From a name to what it stands for, and back, over the protocol. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import * as lsp from "vscode-languageserver-protocol/node";
import type { ClientOptions, LanguageClient } from "../support/language-client.ts";
import { openProgram, type OpenedProgram, placeText } from "../support/open-program.ts";
import { tempFolder } from "../support/temp-folder.ts";

const folder = tempFolder();
let clients: LanguageClient[] = [];
let programs = 0;
async function open(files: Readonly<Record<string, string>>, options: ClientOptions = {}): Promise<OpenedProgram> {
  const opened = await openProgram(`${folder}/${(programs += 1)}`, files, options);
  clients.push(opened.client);
  return opened;
}
afterEach(async () => {
  for (const client of clients) if (client.process.exitCode === null) await client.stop();
  clients = [];
});

function places(found: lsp.Definition | lsp.DefinitionLink[] | null): readonly string[] {
  return [found ?? []]
    .flat()
    .map((each) => placeText("uri" in each ? each : { uri: each.targetUri, range: each.targetSelectionRange }));
}

const files = {
  "main.adg": `import { pdf } from "./lib.adg"
start: pdf("a")
when pdf done as p: p┆df(p.result)
`,
  "lib.adg": `/// Renders.
task pdf(name: string) -> string from "./tasks.ts" as render
edge pdf -> pdf
`,
  "tasks.ts": 'export * from "./more.ts";\n',
  "more.ts": "// render\nexport function render(name: string): string {\n  return name;\n}\n",
  "other.adg": 'import { pdf } from "./lib.adg"\nstart: pdf("b")\n',
};

test("a hover tells what stands at the place, in markdown or plain text", async () => {
  const { client, textDocument, position, ranges } = await open({
    "main.adg": "task a() -> int = 1\nstart: [|┆a|]()\n",
  });
  const found = await client.request(lsp.HoverRequest.type, { textDocument, position });
  expect(found).toEqual({
    contents: { kind: "markdown", value: "```adg\ntask a() -> int = 1\n```" },
    range: ranges[0],
  });
  const plain = await open(
    { "main.adg": "task a() -> int = 1\nstart: ┆a()\n" },
    { capabilities: { textDocument: { hover: { contentFormat: ["plaintext"] } } } },
  );
  const second = await plain.client.request(lsp.HoverRequest.type, plain);
  expect(second?.contents).toEqual({ kind: "plaintext", value: "task a() -> int = 1\n" });
});

describe("from a name", () => {
  test("to its declaration in another file, as a link where the client can show one", async () => {
    const { client, textDocument, position } = await open(files, {
      capabilities: { textDocument: { definition: { linkSupport: true } } },
    });
    const found = await client.request(lsp.DefinitionRequest.type, { textDocument, position });
    expect(places(found)).toEqual(["lib.adg:2:6"]);
    expect(found).toMatchObject([{ originSelectionRange: { start: { line: 2, character: 20 } } }]);
  });

  test("to the function of its task, through modules that pass it on", async () => {
    const { client, textDocument, position } = await open(files);
    const found = await client.request(lsp.ImplementationRequest.type, { textDocument, position });
    expect(places(found)).toEqual(["more.ts:2:17"]);
  });

  test("to where the function is now, after its module has changed", async () => {
    const { client, textDocument, position, uriOf } = await open(files);
    await client.request(lsp.ImplementationRequest.type, { textDocument, position });
    writeFileSync(fileURLToPath(uriOf("more.ts")), `\n\n\n${files["more.ts"]}`);
    await client.connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf("more.ts"), type: lsp.FileChangeType.Changed }],
    });
    const found = await client.request(lsp.ImplementationRequest.type, { textDocument, position });
    expect(places(found)).toEqual(["more.ts:5:17"]);
  });

  test("to a Python function", async () => {
    const { client, textDocument, position } = await open({
      "main.adg": 'task ┆a() -> int: python "tools.align:run"\n',
      "tools/align.py": "import os\n\ndef run():\n    return 1\n",
    });
    const found = await client.request(lsp.ImplementationRequest.type, { textDocument, position });
    expect(places(found)).toEqual(["align.py:3:5"]);
  });

  test("to its type", async () => {
    const { client, textDocument, position } = await open({ "main.adg": "type T = { n: int }\ninput ┆x: T[]\n" });
    const found = await client.request(lsp.TypeDefinitionRequest.type, { textDocument, position });
    expect(places(found)).toEqual(["main.adg:1:6"]);
  });

  test("to all places of the workspace that name the same", async () => {
    const { client, textDocument, position } = await open(files);
    const context = { includeDeclaration: true };
    const found = await client.request(lsp.ReferencesRequest.type, { textDocument, position, context });
    expect(found?.map(placeText)).toEqual([
      ...["main.adg:1:10", "main.adg:2:8", "main.adg:3:6", "main.adg:3:21"],
      ...["lib.adg:2:6", "lib.adg:3:6", "lib.adg:3:13", "other.adg:1:10", "other.adg:2:8"],
    ]);
    const marked = await client.request(lsp.DocumentHighlightRequest.type, { textDocument, position });
    expect(marked?.map(({ kind, range }) => [kind, range.start.line])).toEqual([
      ...[
        [2, 0],
        [3, 1],
        [2, 2],
        [3, 2],
      ],
    ]);
  });

  test("to what leads to it and what it leads to", async () => {
    const { client, textDocument, position } = await open(files);
    const items = await client.request(lsp.CallHierarchyPrepareRequest.type, { textDocument, position });
    const [item] = items ?? [];
    if (item === undefined) throw new Error("There is no item.");
    expect(item).toMatchObject({ name: "pdf", detail: "(name: string) -> string" });
    const incoming = await client.request(lsp.CallHierarchyIncomingCallsRequest.type, { item });
    expect(
      incoming?.map(({ from, fromRanges }) => [
        from.name,
        placeText({ ...from, range: from.selectionRange }),
        fromRanges.length,
      ]),
    ).toEqual([
      ["pdf", "lib.adg:2:6", 0],
      ["start", "main.adg:2:1", 1],
      ["start", "other.adg:2:1", 1],
    ]);
    const outgoing = await client.request(lsp.CallHierarchyOutgoingCallsRequest.type, { item });
    expect(outgoing?.map(({ to }) => to.name)).toEqual(["pdf"]);
  });
});

test("the outline of a document is nested where the client can show it, else flat", async () => {
  const text = "task a(n: int) -> int = n\nworkflow w(): start: a(1)\n";
  const nested = await open(
    { "main.adg": text },
    { capabilities: { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } } },
  );
  const found = (await nested.client.request(lsp.DocumentSymbolRequest.type, nested)) as lsp.DocumentSymbol[];
  expect(found.map(({ name, kind, children }) => [name, kind, children?.map((each) => each.name)])).toEqual([
    ["a", lsp.SymbolKind.Function, ["n"]],
    ["w", lsp.SymbolKind.Class, ["start"]],
  ]);
  const flat = await open({ "main.adg": text });
  const second = (await flat.client.request(lsp.DocumentSymbolRequest.type, flat)) as lsp.SymbolInformation[];
  expect(second.map(({ name, containerName }) => [name, containerName])).toEqual([
    ["a", undefined],
    ["n", "a"],
    ["w", undefined],
    ["start", "w"],
  ]);
});

test("declarations are found by their names in all programs of the workspace", async () => {
  const { client } = await open(files);
  const found = (await client.request(lsp.WorkspaceSymbolRequest.type, { query: "PF" })) as lsp.SymbolInformation[];
  expect(found.map(({ name, location }) => [name, placeText(location)])).toEqual([
    ["pdf", "lib.adg:2:6"],
    ["pdf -> pdf", "lib.adg:3:1"],
    ["when pdf done as p", "main.adg:3:1"],
  ]);
});
