import { InlayHintKind, InlayHintRequest } from "vscode-languageserver";
import { inlayHintsIn } from "@adg/compiler/query";
import { toPosition, toSpan } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** Parameters, types and edges that are not written. */
export const inlayHints: Feature = {
  capabilities: () => ({ inlayHintProvider: true }),
  register: (server) =>
    server.on(InlayHintRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      const hints = inlayHintsIn(analysis, file, toSpan(source, params.range), server.settings.inlayHints);
      return hints.map(({ kind, offset, label, tooltip }) => ({
        position: toPosition(source, offset),
        label,
        // An edge is neither of the kinds that the protocol knows.
        ...(kind === "edge" ? {} : { kind: kind === "type" ? InlayHintKind.Type : InlayHintKind.Parameter }),
        ...(tooltip === undefined ? {} : { tooltip }),
        paddingLeft: kind === "edge",
        paddingRight: kind === "parameter",
      }));
    }),
};
