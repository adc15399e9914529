import { DocumentLinkRequest, WillRenameFilesRequest } from "vscode-languageserver";
import { documentLinksOf, fileRenameEdits, findModule } from "@adg/compiler/query";
import { pathOf, toRange, toWorkspaceEdit } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { allPrograms } from "../programs.ts";

/** Paths in a text lead to their files, and follow them when they move. */
export const paths: Feature = {
  capabilities: (client) => ({
    documentLinkProvider: {},
    ...(client.workspace?.fileOperations?.willRename === true
      ? {
          workspace: {
            fileOperations: { willRename: { filters: [{ scheme: "file", pattern: { glob: "**/*" } }] } },
          },
        }
      : {}),
  }),
  register: (server) => {
    const { workspace, client } = server;
    server.on(DocumentLinkRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      const module = findModule(analysis, file);
      const found = module === undefined ? [] : documentLinksOf(module);
      return found
        .filter(({ what, target }) => what !== "dir" && workspace.exists(target))
        .map(({ span, target }) => ({ range: toRange(source, span), target: workspace.uriOf(target) }));
    });
    server.on(WillRenameFilesRequest.type, async ({ files }, token) => {
      const renames = files.map(({ oldUri, newUri }) => ({ from: pathOf(oldUri), to: pathOf(newUri) }));
      const first = renames.find(({ from }) => from.endsWith(".adg"))?.from ?? (await server.files.all())[0];
      if (first === undefined) return null;
      const edits = fileRenameEdits(await allPrograms(server, first, token), renames);
      return edits.length === 0 ? null : toWorkspaceEdit(workspace, edits, client);
    });
  },
};
