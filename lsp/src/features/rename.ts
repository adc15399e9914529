import { ErrorCodes, LSPErrorCodes, PrepareRenameRequest, RenameRequest, ResponseError } from "vscode-languageserver";
import type { Analysis } from "@adg/compiler/checking";
import { prepareRename, rename as renameAt } from "@adg/compiler/query";
import { toOffset, toRange, toWorkspaceEdit } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { allPrograms } from "../programs.ts";

/** Another name for something, in all files. */
export const rename: Feature = {
  capabilities: (client) => ({
    renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  register: (server) => {
    const { workspace, client } = server;
    server.on(PrepareRenameRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      const found = prepareRename([analysis], file, toOffset(source, params.position));
      if (found === undefined) return null;
      if (found.kind === "refused") throw refused(found.reason);
      return { range: toRange(source, found.span), placeholder: found.name };
    });
    server.on(RenameRequest.type, async (params, token) => {
      if (typeof params.newName !== "string")
        throw new ResponseError(ErrorCodes.InvalidParams, '"textDocument/rename" needs a string as "newName".');
      const { file, source } = server.document(params);
      const offset = toOffset(source, params.position);
      const programs = await allPrograms(server, file, token);
      const preview = (texts: ReadonlyMap<string, string>): readonly Analysis[] =>
        programs.map((program) => {
          const [main] = program.modules;
          const isChanged = program.modules.some((module) => texts.has(module.file.file));
          return (main && isChanged ? workspace.preview(main.file.file, texts) : undefined) ?? program;
        });
      const result = renameAt(programs, { file, offset }, params.newName, preview);
      if (result.kind === "refused") throw refused(result.reason);
      return toWorkspaceEdit(workspace, result.edits, client);
    });
  },
};

function refused(reason: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, reason);
}
