import { HoverRequest, MarkupKind } from "vscode-languageserver";
import { hoverAt } from "@adg/compiler/query";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** What stands at a place. */
export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register: (server) => {
    const isMarkdown = server.client.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) !== false;
    server.on(HoverRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      const found = hoverAt(analysis, file, toOffset(source, params.position));
      if (found === undefined) return null;
      const kind = isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
      const value = isMarkdown ? found.markdown : found.markdown.replaceAll(/^`{3,}\w*\n?/gm, "").replaceAll("`", "");
      return { contents: { kind, value }, range: toRange(source, found.span) };
    });
  },
};
