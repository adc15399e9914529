import {
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver";
import type { Diagnostic } from "@adg/compiler/checking";
import { toDiagnostic } from "../convert.ts";
import type { Feature, Server } from "../feature.ts";
import { diagnosticsByFile, pullsDiagnostics } from "../publisher.ts";

/** Diagnostics for clients that ask for them. The others are sent them (`Publisher`). */
export const diagnostics: Feature = {
  capabilities: (client) =>
    pullsDiagnostics(client)
      ? { diagnosticProvider: { identifier: "adg", interFileDependencies: true, workspaceDiagnostics: true } }
      : {},
  register: (server) => {
    const { workspace, files } = server;
    server.on(DocumentDiagnosticRequest.type, (params) => {
      const program = server.document(params);
      const found = [...diagnosticsByFile(workspace, program)];
      const elsewhere = found.filter(([file]) => file !== program.file);
      const own = found.find(([file]) => file === program.file)?.[1] ?? [];
      return {
        ...report(server, own),
        relatedDocuments: Object.fromEntries(
          elsewhere.map(([file, of]) => [workspace.uriOf(file), report(server, of)]),
        ),
      };
    });
    server.on(WorkspaceDiagnosticRequest.type, (_, token) => {
      const items = [];
      for (const file of files.all()) {
        if (token.isCancellationRequested) break;
        const open = workspace.find(file);
        const own = (workspace.analysis(file)?.diagnostics ?? []).filter((each) => each.file === file);
        items.push({ ...report(server, own), uri: workspace.uriOf(file), version: open?.version ?? null });
      }
      return { items };
    });
  },
};

function report({ workspace, docs }: Server, found: readonly Diagnostic[]): FullDocumentDiagnosticReport {
  return {
    kind: DocumentDiagnosticReportKind.Full,
    items: found.map((each) => toDiagnostic(workspace, each, docs)),
  };
}
