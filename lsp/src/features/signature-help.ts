import { MarkupKind, type ParameterInformation, SignatureHelpRequest } from "vscode-languageserver";
import { signatureAt } from "@adg/compiler/query";
import { toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** How the call around the cursor is written. */
export const signatureHelp: Feature = {
  capabilities: () => ({ signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [":"] } }),
  register: (server) =>
    server.on(SignatureHelpRequest.type, (params) => {
      const { file, text, source } = server.document(params);
      const analysis = server.workspace.lastAnalysis(file);
      const found = analysis && signatureAt(analysis, file, text, toOffset(source, params.position));
      if (found === undefined) return null;
      const { label, documentation, parameters, active } = found;
      return {
        signatures: [
          {
            label,
            parameters: parameters.map(({ start, end }): ParameterInformation => ({ label: [start, end] })),
            ...(documentation === undefined
              ? {}
              : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
          },
        ],
        activeSignature: 0,
        // Past the last parameter none is active.
        activeParameter: active ?? parameters.length,
      };
    }),
};
