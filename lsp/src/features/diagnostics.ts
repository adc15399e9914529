import { hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type UnchangedDocumentDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver";
import type { Diagnostic } from "@adg/compiler/checking";
import { pathOf, toDiagnostic } from "../convert.ts";
import type { Feature, Server } from "../feature.ts";
import { diagnosticsByFile, pullsDiagnostics } from "../publisher.ts";

/** Diagnostics for clients that ask for them. The others are sent them (`Publisher`). */
export const diagnostics: Feature = {
  capabilities: (client) =>
    pullsDiagnostics(client)
      ? { diagnosticProvider: { identifier: "adg", interFileDependencies: true, workspaceDiagnostics: true } }
      : {},
  register: (server) => {
    const { workspace, files, client } = server;
    const hasRelated = client.textDocument?.diagnostic?.relatedDocumentSupport === true;
    server.on(DocumentDiagnosticRequest.type, (params) => {
      const program = server.document(params);
      const found = diagnosticsByFile(workspace, program);
      const own = report(server, found.get(program.file) ?? [], params.previousResultId);
      if (!hasRelated) return own;
      // Of each file that is imported, also where nothing is wrong with it any more.
      const elsewhere = program.analysis.modules.flatMap(({ file: { file } }) =>
        file === program.file || workspace.find(file) !== undefined ? [] : [file],
      );
      const related = new Set([...found.keys(), ...elsewhere].filter((file) => file !== program.file));
      return {
        ...own,
        relatedDocuments: Object.fromEntries(
          [...related].map((file) => [workspace.uriOf(file), report(server, found.get(file) ?? [])]),
        ),
      };
    });
    server.on(WorkspaceDiagnosticRequest.type, async ({ previousResultIds }, token) => {
      const before = new Map(previousResultIds.map(({ uri, value }) => [pathOf(uri), { uri, value }]));
      const items = [];
      for (const file of await files.all()) {
        const known = before.get(file);
        before.delete(file);
        const own = (workspace.analysis(file)?.diagnostics ?? []).filter((each) => each.file === file);
        const version = workspace.find(file)?.version ?? null;
        items.push({ ...report(server, own, known?.value), uri: known?.uri ?? workspace.uriOf(file), version });
        // Nobody else is kept waiting meanwhile.
        await nextTurn();
        if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "It was cancelled.");
      }
      const gone = [...before.values()].map(({ uri }) => ({ ...report(server, []), uri, version: null }));
      return { items: [...items, ...gone] };
    });
  },
};

/** What is said of a file; where that is what the client was told before, only this. `previous`: by what name it knows what it was told. */
function report(
  { workspace, docs }: Server,
  found: readonly Diagnostic[],
  previous?: string,
): FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport {
  const items = found.map((each) => toDiagnostic(workspace, each, docs));
  const resultId = hash("sha1", JSON.stringify(items));
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}
