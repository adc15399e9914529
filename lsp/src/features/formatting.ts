import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type TextEdit as Shown,
} from "vscode-languageserver";
import { formatEdits, formatOnType, formatRange, type TextEdit } from "@adg/compiler/query";
import type { Source } from "@adg/compiler/checking";
import { toOffset, toRange, toSpan } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** A document, or a part of it, as `adg fmt` writes it, by edits that touch nothing else; and the indentation of what is typed. */
export const formatting: Feature = {
  capabilities: () => ({
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "\n", moreTriggerCharacter: [":"] },
  }),
  register: (server) => {
    server.on(DocumentFormattingRequest.type, (params) => {
      const { text, source } = server.document(params);
      return toEdits(source, formatEdits(text));
    });
    server.on(DocumentRangeFormattingRequest.type, (params) => {
      const { text, source } = server.document(params);
      return toEdits(source, formatRange(text, toSpan(source, params.range)));
    });
    server.on(DocumentOnTypeFormattingRequest.type, (params) => {
      const { text, source } = server.document(params);
      return toEdits(source, formatOnType(text, toOffset(source, params.position), params.ch));
    });
  },
};

function toEdits(source: Source, edits: readonly TextEdit[]): Shown[] {
  return edits.map(({ span, text }) => ({ range: toRange(source, span), newText: text }));
}
