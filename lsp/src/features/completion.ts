import {
  type ClientCapabilities,
  CompletionItemKind,
  CompletionRequest,
  InsertTextFormat,
  MarkupKind,
} from "vscode-languageserver";
import type { CompletionItem } from "vscode-languageserver";
import { type Completion, type CompletionKind, completionsAt } from "@adg/compiler/query";
import type { Source } from "@adg/compiler/checking";
import { hasCommand } from "../client-commands.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { importable } from "../importable.ts";

/** What may be written at a place. The text is that of now; of all else the last analysis tells, so that nobody waits for one. */
export const completion: Feature = {
  capabilities: () => ({ completionProvider: { triggerCharacters: [".", '"', "/", "{"] } }),
  register: (server) => {
    const { workspace, client, files: all } = server;
    const asks = asksOf(client);
    server.on(CompletionRequest.type, async (params) => {
      const known = await all.soon();
      const { file, text, source } = server.document(params);
      const analysis = workspace.lastAnalysis(file);
      if (analysis === undefined) return [];
      const offset = toOffset(source, params.position);
      const { files, isPart } = importable(workspace, known, file, /\w*$/.exec(text.slice(0, offset))?.[0] ?? "");
      const found = completionsAt(analysis, file, text, offset, { host: workspace.host, files });
      return { isIncomplete: isPart, items: found.map((each) => toItem(source, each, client, asks)) };
    });
  },
};

/** What the editor can be told to do next, by what is wanted then. */
type Asks = Readonly<Partial<Record<Completion["then"], string>>>;

function asksOf(client: ClientCapabilities): Asks {
  const [completions, signature] = ["editor.action.triggerSuggest", "editor.action.triggerParameterHints"] as const;
  return {
    ...(hasCommand(client, completions) ? { completions } : {}),
    ...(hasCommand(client, signature) ? { signature } : {}),
  };
}

function toItem(source: Source, each: Completion, client: ClientCapabilities, asks: Asks): CompletionItem {
  const { label, kind, detail, documentation, span, sortText, edits, then } = each;
  const item = client.textDocument?.completion?.completionItem;
  const isSnippet = each.format === "snippet" && item?.snippetSupport === true;
  const newText = each.format === "snippet" && !isSnippet ? withoutStops(each.insertText) : each.insertText;
  const isMarkdown = item?.documentationFormat?.includes(MarkupKind.Markdown) === true;
  const command = asks[then];
  return {
    label,
    kind: kinds[kind],
    sortText,
    textEdit: { range: toRange(source, span), newText },
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined || documentation === ""
      ? {}
      : { documentation: { kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: documentation } }),
    ...(edits.length === 0
      ? {}
      : { additionalTextEdits: edits.map((edit) => ({ range: toRange(source, edit.span), newText: edit.text })) }),
    ...(command === undefined ? {} : { command: { title: "", command } }),
  };
}

/** A snippet for clients that know none: what stands in its places is kept. */
function withoutStops(snippet: string): string {
  return snippet.replaceAll(/\$\{\d+:([^}]*)\}|\$\{?\d+\}?/g, (_, standing: string | undefined) => standing ?? "");
}

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  attribute: CompletionItemKind.Property,
  task: CompletionItemKind.Class,
  workflow: CompletionItemKind.Module,
  function: CompletionItemKind.Function,
  method: CompletionItemKind.Method,
  member: CompletionItemKind.Property,
  field: CompletionItemKind.Field,
  argument: CompletionItemKind.Variable,
  node: CompletionItemKind.Variable,
  variable: CompletionItemKind.Variable,
  input: CompletionItemKind.Constant,
  type: CompletionItemKind.Interface,
  literal: CompletionItemKind.EnumMember,
  file: CompletionItemKind.File,
  executor: CompletionItemKind.Value,
};
