/** Other names for what programs declare, and for their files, over the protocol. */
import { afterEach, expect, test } from "vitest";
import * as lsp from "vscode-languageserver-protocol/node";
import type { ClientOptions, LanguageClient } from "../support/language-client.ts";
import { openProgram, type OpenedProgram } from "../support/open-program.ts";
import { tempFolder } from "../support/temp-folder.ts";

const folder = tempFolder();
let client: LanguageClient | undefined;
async function open(
  name: string,
  files: Readonly<Record<string, string>>,
  options: ClientOptions = {},
): Promise<OpenedProgram> {
  const opened = await openProgram(`${folder}/${name}`, files, options);
  ({ client } = opened);
  return opened;
}
afterEach(() => client?.stop());

/** The edits of each file, as `1:10 new`. */
function edits(found: lsp.WorkspaceEdit | null): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(found?.changes ?? {}).map(([uri, of]) => [
      uri.replace(/^.*\//, ""),
      of.map(({ range: { start }, newText }) => `${start.line + 1}:${start.character + 1} ${newText}`),
    ]),
  );
}

const files = {
  "main.adg": 'import { pdf } from "./lib.adg"\nstart: [|pd┆f|]("a")\n',
  "lib.adg":
    'task pdf(name: string) -> string from "./tasks.ts"\ntask other(name: string) -> string from "./tasks.ts"\nedge other -> pdf\n',
  "tasks.ts": "export const pdf = (name: string): string => name;\nexport const other = pdf;\n",
};

test("a name is offered with its range, and changed in all files", async () => {
  const { client, textDocument, position, ranges } = await open("names", files, {
    capabilities: { textDocument: { rename: { prepareSupport: true } } },
  });
  const prepared = await client.request(lsp.PrepareRenameRequest.type, { textDocument, position });
  expect(prepared).toEqual({ range: ranges[0], placeholder: "pdf" });
  const found = await client.request(lsp.RenameRequest.type, { textDocument, position, newName: "page" });
  expect(edits(found)).toEqual({
    "main.adg": ["1:10 page", "2:8 page"],
    "lib.adg": ["1:6 page", "1:51  as pdf", "3:15 page"],
  });
});

test("a name that cannot be had is refused with the reason", async () => {
  const { client, textDocument, position } = await open("refused", files);
  const rename = (newName: string) => client.request(lsp.RenameRequest.type, { textDocument, position, newName });
  await expect(rename("other")).rejects.toThrow(
    'In line 2 of "lib.adg" it would then be wrong: The task "other" is declared twice.',
  );
  await expect(rename("when")).rejects.toThrow('"when" is a word of the language');
  const prepare = client.request(lsp.PrepareRenameRequest.type, { textDocument, position: { line: 0, character: 1 } });
  await expect(prepare).rejects.toThrow('"import" is a word of the language.');
});

test("paths lead to files, and follow them when they are moved", async () => {
  const { client, textDocument, uriOf } = await open("paths", files, {
    capabilities: { workspace: { fileOperations: { willRename: true } } },
  });
  const links = await client.request(lsp.DocumentLinkRequest.type, { textDocument });
  expect(links?.map(({ target }) => target)).toEqual([uriOf("lib.adg")]);
  expect(client.announced.capabilities.workspace?.fileOperations?.willRename).toBeDefined();
  const found = await client.request(lsp.WillRenameFilesRequest.type, {
    files: [{ oldUri: uriOf("lib.adg"), newUri: uriOf("parts/lib.adg") }],
  });
  expect(edits(found)).toEqual({
    "main.adg": ["1:22 ./parts/lib.adg"],
    "lib.adg": ["1:40 ../tasks.ts", "2:42 ../tasks.ts"],
  });
});
