import { DocumentHighlightKind, DocumentHighlightRequest, ReferencesRequest } from "vscode-languageserver";
import { highlightsAt, referencesAt } from "@adg/compiler/query";
import { toLocation, toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { allPrograms } from "../programs.ts";

/** Where else the same is named: in all files, or marked in this one. */
export const references: Feature = {
  capabilities: () => ({ referencesProvider: true, documentHighlightProvider: true }),
  register: (server) => {
    server.on(ReferencesRequest.type, async (params, token) => {
      const { file, source } = server.document(params);
      const offset = toOffset(source, params.position);
      const { includeDeclaration = false } = (params.context as typeof params.context | undefined) ?? {};
      const declaration = includeDeclaration ? "included" : "left-out";
      const programs = await allPrograms(server, file, token);
      return referencesAt(programs, file, offset, { declaration }).map((each) => toLocation(server.workspace, each));
    });
    server.on(DocumentHighlightRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      return highlightsAt(analysis, file, toOffset(source, params.position)).map(({ span, role }) => ({
        range: toRange(source, span),
        kind: role === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    });
  },
};
