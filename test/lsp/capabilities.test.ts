/** Nothing is announced that no test has asked for. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ClientCapabilities } from "vscode-languageserver-protocol/node";
import { announced } from "@adg/lsp";

const folder = new URL("./", import.meta.url);
const tests = readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts") && name !== "capabilities.test.ts")
  .map((name) => readFileSync(new URL(name, folder), "utf8"))
  .join("\n");

/** For each capability: how the tests ask for what it promises. */
const asked: Readonly<Record<string, readonly string[]>> = {
  textDocumentSync: ["client.open(", "client.change(", "client.close("],
  workspace: ["roots:", "DidChangeWorkspaceFolders"],
  diagnosticProvider: ["DocumentDiagnosticRequest", "WorkspaceDiagnosticRequest"],
  documentFormattingProvider: ["DocumentFormattingRequest"],
  experimental: ['"adg/graph"'],
};

/** A client that can do all that the server looks for. */
const able: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { workspaceFolders: true },
};

test("each capability that is announced is tested over the protocol, and no other is listed", () => {
  expect(Object.keys(announced(able)).toSorted()).toEqual(Object.keys(asked).toSorted());
  for (const [capability, requests] of Object.entries(asked))
    for (const request of requests) expect(tests, capability).toContain(request);
});
