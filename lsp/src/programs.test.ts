import { expect, test } from "vitest";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver";
import type { Server } from "./feature.ts";
import { allPrograms } from "./programs.ts";
import { TypeScriptAnswers } from "./typescript/answers.ts";
import { Workspace } from "./workspace.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

function open(): Pick<Server, "workspace" | "files"> {
  const workspace = new Workspace(new TypeScriptAnswers(), { trusted: true });
  for (const file of ["/a.adg", "/b.adg"])
    workspace.put({ uri: `file://${file}`, file, version: 1, text: "task a() -> int = 1\nstart: a()\n" });
  return { workspace, files: new WorkspaceFiles(workspace) };
}

test("programs are all analysed, the one that is asked about first", async () => {
  const programs = await allPrograms(open(), "/b.adg", new CancellationTokenSource().token);
  expect(programs.map(({ modules }) => modules[0]?.file.file)).toEqual(["/b.adg", "/a.adg"]);
});

test("who asked about a text that has changed meanwhile is told so", async () => {
  const server = open();
  const found = allPrograms(server, "/a.adg", new CancellationTokenSource().token);
  server.workspace.put({ uri: "file:///a.adg", file: "/a.adg", version: 2, text: "" });
  await expect(found).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
});

test("a change of another text begins the search again", async () => {
  const server = open();
  const found = allPrograms(server, "/a.adg", new CancellationTokenSource().token);
  server.workspace.put({ uri: "file:///c.adg", file: "/c.adg", version: 1, text: "task c() -> int = 1\n" });
  const programs = await found;
  expect(programs.map(({ modules }) => modules[0]?.file.file)).toEqual(["/a.adg", "/b.adg", "/c.adg"]);
});

test("who has cancelled is answered no part of it", async () => {
  const source = new CancellationTokenSource();
  const found = allPrograms(open(), "/a.adg", source.token);
  source.cancel();
  await expect(found).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});
