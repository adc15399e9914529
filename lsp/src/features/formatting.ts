import { DocumentFormattingRequest } from "vscode-languageserver";
import { format } from "@adg/compiler";
import type { Feature } from "../feature.ts";

/** The whole document as `adg fmt` writes it. */
export const formatting: Feature = {
  capabilities: () => ({ documentFormattingProvider: true }),
  register: (server) =>
    server.on(DocumentFormattingRequest.type, (params) => {
      const { text, source } = server.document(params);
      const formatted = format(text);
      if (formatted === text) return [];
      return [
        {
          range: { start: { line: 0, character: 0 }, end: { line: source.lineStarts.length, character: 0 } },
          newText: formatted,
        },
      ];
    }),
};
