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
  positionEncoding: ["positionEncoding"],
  textDocumentSync: ["client.open(", "client.change(", "client.close("],
  workspace: ["roots:", "DidChangeWorkspaceFolders", "WillRenameFilesRequest"],
  diagnosticProvider: ["DocumentDiagnosticRequest", "WorkspaceDiagnosticRequest"],
  completionProvider: ["lsp.CompletionRequest"],
  signatureHelpProvider: ["SignatureHelpRequest"],
  hoverProvider: ["HoverRequest"],
  definitionProvider: ["lsp.DefinitionRequest"],
  typeDefinitionProvider: ["TypeDefinitionRequest"],
  implementationProvider: ["ImplementationRequest"],
  referencesProvider: ["ReferencesRequest"],
  documentHighlightProvider: ["DocumentHighlightRequest"],
  renameProvider: ["lsp.RenameRequest", "PrepareRenameRequest"],
  documentSymbolProvider: ["DocumentSymbolRequest"],
  workspaceSymbolProvider: ["WorkspaceSymbolRequest"],
  callHierarchyProvider: [
    "CallHierarchyPrepareRequest",
    "CallHierarchyIncomingCallsRequest",
    "CallHierarchyOutgoingCallsRequest",
  ],
  semanticTokensProvider: ["SemanticTokensRequest", "SemanticTokensDeltaRequest", "SemanticTokensRangeRequest"],
  foldingRangeProvider: ["FoldingRangeRequest"],
  selectionRangeProvider: ["SelectionRangeRequest"],
  documentLinkProvider: ["DocumentLinkRequest"],
  documentFormattingProvider: ["DocumentFormattingRequest"],
  documentRangeFormattingProvider: ["DocumentRangeFormattingRequest"],
  documentOnTypeFormattingProvider: ["DocumentOnTypeFormattingRequest"],
  codeActionProvider: ["CodeActionRequest"],
  codeLensProvider: ["CodeLensRequest"],
  inlayHintProvider: ["InlayHintRequest"],
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
