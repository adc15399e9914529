/** The server's life and its diagnostics, over the protocol. */
import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import * as lsp from "vscode-languageserver-protocol/node";
import { largeProgram } from "../../bench/large-program.ts";
import { type ClientOptions, LanguageClient } from "../support/language-client.ts";
import { tempFolder, writeText } from "../support/temp-folder.ts";

const folder = tempFolder();
const uriOf = (path: string): string => pathToFileURL(path).href;

let clients: LanguageClient[] = [];
async function start(options: ClientOptions = {}): Promise<LanguageClient> {
  const client = await LanguageClient.start({ roots: [folder], ...options });
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const client of clients) await client.stop();
  clients = [];
});

const codes = (diagnostics: readonly lsp.Diagnostic[]): readonly unknown[] => diagnostics.map(({ code }) => code);
const at = (line: number, start: number, end: number): lsp.Range => ({
  start: { line, character: start },
  end: { line, character: end },
});

describe("diagnostics that are sent", () => {
  test("stand at their place, link to what explains them, and name related places", async () => {
    const client = await start();
    const uri = uriOf(`${folder}/a.adg`);
    await client.open(uri, "task a() -> int = 1\ntask a() -> int = 2\nstart: a()\n");
    const [found] = await client.diagnostics(uri);
    expect(found).toMatchObject({ code: "ADG2002", severity: 1, source: "adg", range: at(1, 5, 6) });
    expect(found?.codeDescription?.href).toMatch(/diagnostics\.md#adg2002$/);
    expect(found?.relatedInformation).toEqual([
      { location: { uri, range: at(0, 5, 6) }, message: '"a" is declared first here.' },
    ]);
  });

  test("follow each change, and carry the version of the text that they are about", async () => {
    const client = await start();
    const uri = uriOf(`${folder}/a.adg`);
    await client.open(uri, "task a() -> int = 1\nstart: b()\n");
    expect(codes(await client.diagnostics(uri))).toEqual(["ADG2004", "ADG2001"]);
    const version = await client.change(uri, [{ range: at(1, 7, 8), text: "a" }]);
    expect(await client.diagnostics(uri, (params) => params.version === version)).toEqual([]);
  });

  test("show what is never used as faded", async () => {
    const client = await start();
    const uri = uriOf(`${folder}/a.adg`);
    await client.open(uri, "task a() -> int = 1\ntask b() -> int = 1\nstart: a()\n");
    const [found] = await client.diagnostics(uri);
    expect(found).toMatchObject({ code: "ADG2004", severity: 2, tags: [lsp.DiagnosticTag.Unnecessary] });
  });

  test("come for an imported file too, from its buffer where it is open, and go when the program is closed", async () => {
    const client = await start();
    const library = uriOf(writeText(folder, "lib.adg", "task a() -> int = nothing\n"));
    const uri = uriOf(`${folder}/main.adg`);
    await client.open(uri, 'import { a } from "./lib.adg"\nstart: a()\n');
    expect(codes(await client.diagnostics(library))).toEqual(["ADG2001"]);
    await client.open(library, "task b() -> int = 1\n");
    expect(codes(await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0))).toEqual(["ADG2003"]);
    await client.close(uri);
    expect(await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  });

  test("of an imported file go with the last program that imports it, and only then", async () => {
    const client = await start();
    const library = uriOf(writeText(folder, "shared.adg", "task a() -> int = nothing\n"));
    const program = 'import { a } from "./shared.adg"\nstart: a()\n';
    const [first, second] = [uriOf(`${folder}/first.adg`), uriOf(`${folder}/second.adg`)];
    for (const uri of [first, second]) {
      await client.open(uri, program);
      await client.diagnostics(uri);
    }
    expect(codes(await client.diagnostics(library))).toEqual(["ADG2001"]);
    await client.close(first);
    await client.diagnostics(first, ({ version }) => version === undefined);
    expect(codes(await client.diagnostics(library))).toEqual(["ADG2001"]);
    await client.close(second);
    expect(await client.diagnostics(library, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  });

  test("change with files that the client does not tell of", async () => {
    const client = await start();
    const uri = uriOf(`${folder}/alone.adg`);
    await client.open(uri, 'import { a } from "./untold.adg"\ntask f from "./untold.ts"\nstart:\n  a()\n  f("a")\n');
    expect(codes(await client.diagnostics(uri))).toEqual(["ADG2003", "ADG6001"]);
    writeText(folder, "untold.adg", "task a() -> int = 1\n");
    writeText(folder, "untold.ts", "export const f = (a: string): string => a;\n");
    expect(await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
    writeText(folder, "untold.ts", "export const f = (): string => 'a';\n");
    const isTold = (params: lsp.PublishDiagnosticsParams): boolean => params.diagnostics.length > 0;
    client.published.length = 0;
    expect(codes(await client.diagnostics(uri, isTold))).toEqual(["ADG3002"]);
  });

  test("change with a file on the disk", async () => {
    const client = await start();
    const library = writeText(folder, "disk.adg", "task a() -> int = 1\n");
    const uri = uriOf(`${folder}/main.adg`);
    await client.open(uri, 'import { a } from "./disk.adg"\nstart: a()\n');
    expect(await client.diagnostics(uri)).toEqual([]);
    rmSync(library);
    await client.connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(library), type: lsp.FileChangeType.Deleted }],
    });
    expect(codes(await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0))).toEqual(["ADG2003"]);
  });
});

describe("diagnostics that are asked for", () => {
  const capabilities: lsp.ClientCapabilities = { textDocument: { diagnostic: { relatedDocumentSupport: true } } };

  test("are those of the text as it is, with those of imported files, and none are sent besides", async () => {
    const client = await start({ capabilities });
    const library = uriOf(writeText(folder, "lib.adg", "task a() -> int = nothing\n"));
    const uri = uriOf(`${folder}/main.adg`);
    await client.open(uri, 'import { a } from "./lib.adg"\nstart: b()\n');
    const report = await client.request(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
    expect(report).toMatchObject({
      kind: "full",
      items: [{ code: "ADG2004" }, { code: "ADG2001", range: at(1, 7, 8) }],
    });
    expect(report.relatedDocuments?.[library]).toMatchObject({ items: [{ code: "ADG2001" }] });
    expect(client.published).toEqual([]);
  });

  test("have no others with them where the client cannot take them, and are not sent again while they are the same", async () => {
    const client = await start({ capabilities: { textDocument: { diagnostic: {} } } });
    const uri = uriOf(`${folder}/main.adg`);
    writeText(folder, "lib.adg", "task a() -> int = nothing\n");
    await client.open(uri, 'import { a } from "./lib.adg"\nstart: b()\n');
    const ask = (previousResultId?: string): Promise<lsp.DocumentDiagnosticReport> =>
      client.request(lsp.DocumentDiagnosticRequest.type, {
        textDocument: { uri },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      });
    const report = await ask();
    expect(Object.keys(report).toSorted()).toEqual(["items", "kind", "resultId"]);
    expect(await ask(report.resultId)).toEqual({ kind: "unchanged", resultId: report.resultId });
    await client.change(uri, [{ text: 'import { a } from "./lib.adg"\nstart: a()\n' }]);
    expect(await ask(report.resultId)).toMatchObject({ kind: "full", items: [] });
  });

  test("say of an imported file when nothing is wrong with it any more", async () => {
    const client = await start({ capabilities });
    const library = writeText(folder, "mended.adg", "task a() -> int = nothing\n");
    const uri = uriOf(`${folder}/main.adg`);
    await client.open(uri, 'import { a } from "./mended.adg"\nstart: a()\n');
    await client.request(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
    writeText(folder, "mended.adg", "task a() -> int = 1\n");
    await client.connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(library), type: lsp.FileChangeType.Changed }],
    });
    const report = await client.request(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
    expect(report.relatedDocuments?.[uriOf(library)]).toMatchObject({ kind: "full", items: [] });
  });

  test("of all programs tell what is the same as before, and take back those of files that are gone", async () => {
    const client = await start({ capabilities });
    const [kept, gone] = ["kept.adg", "gone.adg"].map((name) => writeText(folder, name, "start: nowhere()\n"));
    const ask = async (previousResultIds: lsp.PreviousResultId[]): Promise<lsp.WorkspaceDocumentDiagnosticReport[]> =>
      (await client.request(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds })).items;
    const told = (await ask([])).map(({ uri, resultId = "" }) => ({ uri, value: resultId }));
    rmSync(gone ?? "");
    await client.connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(gone ?? ""), type: lsp.FileChangeType.Deleted }],
    });
    const again = await ask(told);
    expect(again.find(({ uri }) => uri === uriOf(kept ?? ""))).toMatchObject({ kind: "unchanged" });
    expect(again.find(({ uri }) => uri === uriOf(gone ?? ""))).toMatchObject({ kind: "full", items: [] });
  });

  test("cover the programs of all open folders, also those that no editor shows", async () => {
    const client = await start({ capabilities });
    writeText(folder, "unseen.adg", "start: nowhere()\n");
    const { items } = await client.request(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
    const unseen = items.find(({ uri }) => uri === uriOf(`${folder}/unseen.adg`));
    expect(unseen).toMatchObject({ version: null, items: [{ code: "ADG2001" }] });
  });
});

test("folders that are opened later are looked into as well", async () => {
  const client = await start({
    roots: [],
    capabilities: { workspace: { workspaceFolders: true }, textDocument: { diagnostic: {} } },
  });
  const count = async (): Promise<number> =>
    (await client.request(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds: [] })).items.length;
  writeText(folder, "later.adg", "start: nowhere()\n");
  expect(await count()).toBe(0);
  await client.connection.sendNotification(lsp.DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [{ uri: uriOf(folder), name: "later" }], removed: [] },
  });
  expect(await count()).toBeGreaterThan(0);
});

describe("TypeScript modules", () => {
  const program = 'task f from "./tasks.ts"\nstart: f("a", 2)\n';

  test("are read beside the server's work, and read again when they change", async () => {
    const client = await start();
    const module = writeText(folder, "tasks.ts", "export const f = (a: string): string => a;\n");
    const uri = uriOf(`${folder}/peer.adg`);
    await client.open(uri, program);
    // Nothing is known of the module at first; then one argument is too many.
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(codes(await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0))).toEqual(["ADG3002"]);
    writeText(folder, "tasks.ts", "export const f = (a: string, b: number): string => a + b;\n");
    client.published.length = 0;
    await client.connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(module), type: lsp.FileChangeType.Changed }],
    });
    expect(await client.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  });

  test("are not read where the folder is not trusted", async () => {
    const client = await start({ initializationOptions: { trusted: false } });
    writeText(folder, "tasks.ts", "export const g = 1;\n");
    const uri = uriOf(`${folder}/peer.adg`);
    await client.open(uri, program);
    expect(await client.diagnostics(uri)).toEqual([]);
    await client.open(uriOf(`${folder}/other.adg`), 'task f from "./gone.ts"\nstart: f()\n');
    expect(codes(await client.diagnostics(uriOf(`${folder}/other.adg`)))).toEqual(["ADG6001"]);
  });
});

test("the process ends when the one that started it is no more, over Node's channel too", async () => {
  const server = fork(fileURLToPath(new URL("../../lsp/dist/server.js", import.meta.url)), ["--node-ipc"]);
  const send = (method: string, params: object, id?: number): boolean =>
    server.send({ jsonrpc: "2.0", method, params, ...(id === undefined ? {} : { id }) });
  const told = (method: string) =>
    new Promise<void>((done) => {
      server.on("message", (message: { id?: number; method?: string; params?: { diagnostics?: unknown[] } }) => {
        if (message.id === 1 && method === "initialize") done();
        if (message.method === method && message.params?.diagnostics?.length === 1) done();
      });
    });
  const exit = new Promise((done) => server.once("exit", done));
  const ready = told("initialize");
  send("initialize", { processId: null, rootUri: null, capabilities: {} }, 1);
  await ready;
  writeText(folder, "thread.ts", "export const f = (a: string): string => a;\n");
  const read = told("textDocument/publishDiagnostics");
  const text = 'task f from "./thread.ts"\nstart: f("a", 2)\n';
  const textDocument = { uri: uriOf(`${folder}/thread.adg`), languageId: "adg", version: 1, text };
  send("textDocument/didOpen", { textDocument });
  // The thread that reads TypeScript is there now.
  await read;
  server.disconnect();
  expect(await exit).toBe(1);
});

test.each([
  ["that are too long for a file", "a".repeat(300)],
  ["that no file can have", "a\\u{0}"],
])("names of modules %s are reported, and the server goes on", async (_, name) => {
  const client = await start();
  const uri = uriOf(`${folder}/names.adg`);
  await client.open(uri, `task f from "./${name}.ts"\nstart: f()\n`);
  expect(codes(await client.diagnostics(uri))).toEqual(["ADG6001"]);
});

test("what a program names that never ends is not read", async () => {
  const client = await start();
  const uri = uriOf(`${folder}/endless.adg`);
  await client.open(uri, 'import { a } from "/dev/zero"\ntask f from "/dev/stdin"\nstart: f()\n');
  expect((await client.diagnostics(uri)).map(({ message }) => message)).toContainEqual(
    expect.stringContaining("it is a pipe or a device"),
  );
});

test("the process ends when its client says goodbye", async () => {
  const client = await LanguageClient.start();
  expect(await client.stop()).toBe(0);
});

describe("a client that is asked for something", () => {
  const capabilities: lsp.ClientCapabilities = {
    textDocument: { diagnostic: {} },
    workspace: {
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
      inlayHint: { refreshSupport: true },
      codeLens: { refreshSupport: true },
      semanticTokens: { refreshSupport: true },
    },
  };
  const refreshes = ["diagnostic", "inlayHint", "codeLens", "semanticTokens"].map(
    (each) => `workspace/${each}/refresh`,
  );

  test("is told to ask again for all that it shows when something else than its text has changed", async () => {
    const client = await start({ capabilities });
    const asked = refreshes.map(
      (method) => new Promise<string>((done) => client.connection.onRequest(method, () => done(method))),
    );
    writeText(folder, "facts.ts", "export const f = (a: string): string => a;\n");
    await client.open(uriOf(`${folder}/facts.adg`), 'task f from "./facts.ts"\nstart: f("a", 2)\n');
    expect(await Promise.all(asked)).toEqual(refreshes);
  });

  test("may refuse all of it, and is served all the same", async () => {
    const client = await start({ capabilities });
    const refused = new Set<string>();
    const refuse = (method: string) => {
      refused.add(method);
      throw new lsp.ResponseError(lsp.ErrorCodes.InternalError, "Not now.");
    };
    for (const method of ["client/registerCapability", "workspace/configuration", ...refreshes])
      client.connection.onRequest(method, () => refuse(method));
    const uri = uriOf(`${folder}/refused.adg`);
    const library = writeText(folder, "refusing.adg", "task a() -> int = 1\n");
    await client.open(uri, 'import { a } from "./refusing.adg"\nstart: a()\n');
    const ask = () => client.request(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
    expect(await ask()).toMatchObject({ items: [] });
    rmSync(library);
    await client.connection.sendNotification(lsp.DidChangeConfigurationNotification.type, { settings: null });
    await client.connection.sendNotification(lsp.DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(library), type: lsp.FileChangeType.Deleted }],
    });
    await expect.poll(() => [...refused]).toEqual(expect.arrayContaining(refreshes));
    expect(await ask()).toMatchObject({ items: [{ code: "ADG2003" }] });
  });
});

test("positions count UTF-16 code units, and the server says so", async () => {
  const client = await start();
  expect(client.announced.capabilities.positionEncoding).toBe("utf-16");
  const uri = uriOf(`${folder}/wide.adg`);
  await client.open(uri, 'start: a("😀", b)\n');
  expect((await client.diagnostics(uri)).map(({ range }) => range)).toContainEqual(at(0, 15, 16));
});

describe("bad requests", () => {
  test("without what they need are refused with what is missing, and the server goes on", async () => {
    const client = await start();
    const uri = uriOf(`${folder}/a.adg`);
    await client.open(uri, "start: b()\n");
    const ask = (method: string, params: object): Promise<unknown> =>
      client.connection.sendRequest(method, params).catch((error: unknown) => error);
    expect(await ask("textDocument/formatting", {})).toMatchObject({
      code: lsp.ErrorCodes.InvalidParams,
      message: '"textDocument/formatting" needs a string as "textDocument.uri", but nothing came.',
    });
    expect(await ask("textDocument/formatting", { textDocument: { uri: `${uri}x` } })).toMatchObject({
      code: lsp.ErrorCodes.InvalidParams,
      message: `The document "${uri}x" is not open.`,
    });
    const textDocument = { uri };
    const range = at(0, 0, 1);
    for (const [method, params, message] of [
      ["textDocument/codeAction", { textDocument, range }, 'needs an object as "context"'],
      ["textDocument/selectionRange", { textDocument, positions: 1 }, 'needs a list as "positions"'],
      ["callHierarchy/incomingCalls", {}, 'needs an object as "item"'],
      ["workspace/willRenameFiles", {}, 'needs a list as "files"'],
      ["workspace/diagnostic", {}, 'needs a list as "previousResultIds"'],
    ] as const)
      expect(await ask(method, params)).toMatchObject({
        code: lsp.ErrorCodes.InvalidParams,
        message: expect.stringContaining(message),
      });
    expect(await ask("textDocument/semanticTokens/full/delta", { textDocument })).toMatchObject({ resultId: "1" });
    expect(await ask("adg/nothing", {})).toMatchObject({ code: lsp.ErrorCodes.MethodNotFound });
    expect(codes(await client.diagnostics(uri))).toEqual(["ADG2001"]);
  });

  test("that are cancelled are not answered", async () => {
    const client = await start();
    const uri = uriOf(`${folder}/a.adg`);
    await client.open(uri, largeProgram(1000));
    const ask = (token?: lsp.CancellationToken): Promise<unknown> =>
      client.connection.sendRequest(
        lsp.DocumentFormattingRequest.type,
        { textDocument: { uri }, options: { tabSize: 2, insertSpaces: true } },
        ...(token === undefined ? [] : [token]),
      );
    // The server is busy with others until it hears of it.
    const others = Array.from({ length: 10 }, () => ask());
    const source = new lsp.CancellationTokenSource();
    const answer = ask(source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: lsp.LSPErrorCodes.RequestCancelled });
    expect(await Promise.all(others)).toHaveLength(10);
  });
});

test("the picture of a file has its tasks, the start, and what rules make of them, also while there are errors", async () => {
  const client = await start();
  const uri = uriOf(`${folder}/a.adg`);
  const text = `task a() -> int = 1
task b(x: int) -> int = x
task c(xs: int[]) -> int:
  sh "echo #{xs}"
edge a -> b -> c
start: a()
when a done as x: b(x.result)
when no more b: c(all b)
when oops
`;
  await client.open(uri, text);
  const { nodes, edges, broken } = await client.connection.sendRequest<{
    nodes: { id: string; implementation: string; range: lsp.Range }[];
    edges: { from: string; to: string; kind: string; rules: { label: string }[] }[];
    broken: boolean;
  }>("adg/graph", { textDocument: { uri } });
  expect(nodes.map(({ id, implementation }) => `${id}: ${implementation}`)).toEqual([
    ".start: start",
    "a: pure",
    "b: pure",
    "c: sh",
  ]);
  expect(nodes[1]?.range).toEqual(at(0, 5, 6));
  expect(edges.map(({ from, to, kind, rules }) => `${from} ${to} ${kind}: ${rules[0]?.label}`)).toEqual([
    ".start a rule: start",
    "a b rule: when a done as x",
    "b c no-more: when no more b",
  ]);
  expect(broken).toBe(true);
});
