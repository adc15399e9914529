/** Code actions, inlay hints and code lenses over the protocol. */
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import * as lsp from "vscode-languageserver-protocol/node";
import { type ClientOptions, LanguageClient } from "../support/language-client.ts";
import { tempFolder } from "../support/temp-folder.ts";

const folder = tempFolder();
const uri = pathToFileURL(`${folder}/main.adg`).href;
let client: LanguageClient | undefined;
afterEach(() => client?.stop());

async function open(text: string, options: ClientOptions = {}): Promise<LanguageClient> {
  client = await LanguageClient.start({ roots: [folder], ...options });
  await client.open(uri, text);
  return client;
}

const at = (line: number, start: number, end: number): lsp.Range => ({
  start: { line, character: start },
  end: { line, character: end },
});

const program = `task a() -> int = 1
task b(n: int, m: int = 2) -> int = n + m
edge a -> a
start: a()
when a done as x: b(x.result * 2)
`;

const everywhere = at(0, 0, 0);
everywhere.end = { line: 100, character: 0 };

async function actionsAt(range: lsp.Range, only?: lsp.CodeActionKind[]): Promise<readonly lsp.CodeAction[]> {
  const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
  const found = await client?.request(lsp.CodeActionRequest.type, { textDocument: { uri }, range, context });
  return (found ?? []).filter((each): each is lsp.CodeAction => "kind" in each);
}

describe("code actions", () => {
  test("mend what is wrong at the place, and offer other ways to write it", async () => {
    await open(program);
    const found = await actionsAt(at(4, 18, 19));
    expect(found.map(({ kind, title, isPreferred = false }) => [kind, title, isPreferred])).toEqual([
      ["quickfix", 'Declare "edge a -> b"', true],
      ["refactor.rewrite", "Name the arguments", false],
    ]);
    expect(found[0]?.diagnostics).toMatchObject([{ code: "ADG4001" }]);
    expect(found[0]?.edit).toEqual({ changes: { [uri]: [{ range: at(2, 11, 11), newText: "\nedge a -> b" }] } });
  });

  test("extract the selected value", async () => {
    await open(program);
    const [found] = await actionsAt(at(4, 20, 32), ["refactor.extract"]);
    expect(found?.edit?.changes?.[uri]?.map(({ newText }) => newText)).toEqual([
      "\n  let value = x.result * 2\n  ",
      "value",
    ]);
  });

  test("mend all that is safe to mend, when asked for that alone", async () => {
    await open(program);
    const [found, ...others] = await actionsAt(everywhere, ["source.fixAll"]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: "source.fixAll.adg", title: "Apply all safe fixes" });
    expect((await actionsAt(everywhere)).map(({ kind }) => kind)).not.toContain("source.fixAll.adg");
  });
});

test("inlay hints are those that the settings leave on", async () => {
  const { request } = await hintsWith({ inlayHints: { types: false } });
  expect((await request()).map(({ label }) => label)).toEqual(["n:", "a → b"]);
});

async function hintsWith(settings: unknown): Promise<{ request: () => Promise<readonly lsp.InlayHint[]> }> {
  const own = await open(program, { settings, capabilities: { workspace: { configuration: true } } });
  await own.diagnostics(uri);
  return {
    request: async () =>
      (await own.request(lsp.InlayHintRequest.type, { textDocument: { uri }, range: everywhere })) ?? [],
  };
}

describe("code lenses", () => {
  const titles = async (options: ClientOptions): Promise<readonly string[]> => {
    const own = await open(program, options);
    const found = (await own.request(lsp.CodeLensRequest.type, { textDocument: { uri } })) ?? [];
    return found.map(({ command }) => `${command?.title}: ${command?.command}`);
  };

  test("tell, and do what the editor has commands for", async () => {
    const commands = ["adg.run", "adg.showReferences"];
    expect(await titles({ capabilities: { experimental: { commands: { commands } } } })).toEqual([
      "Run: adg.run",
      "fires once per a: ",
      "4 references: adg.showReferences",
      "added by start: adg.showReferences",
      "1 reference: adg.showReferences",
      "added by 1 rule: adg.showReferences",
    ]);
  });

  test("only tell where the editor has none", async () => {
    expect(await titles({})).toEqual([
      "fires once per a: ",
      "4 references: ",
      "added by start: ",
      "1 reference: ",
      "added by 1 rule: ",
    ]);
  });
});
