/** Between the compiler's world (paths, offsets) and the protocol's (URIs, lines and characters from 0). Nobody else knows both. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Diagnostic, type Edit, offsetAt, positionAt, type Severity, type Source } from "@adg/compiler/checking";
import type { Place } from "@adg/compiler/query";
import * as lsp from "vscode-languageserver";

/** The path of a file; a document that is no file (`untitled:1`) is called by its URI. */
export function pathOf(uri: string): string {
  if (!uri.startsWith("file:")) return uri;
  try {
    return fileURLToPath(uri);
  } catch {
    // A file on another machine has no path here.
    return uri;
  }
}

/** The URI of a path, as clients write it where they have not named the file themselves. */
export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : pathToFileURL(path).href;
}

/** An offset as a position. */
export function toPosition(source: Source, offset: number): lsp.Position {
  const { line, column } = positionAt(source, offset);
  return { line: line - 1, character: column - 1 };
}

/** A position as an offset; one outside of the text is taken to be at the nearest place in it. */
export function toOffset(source: Source, { line, character }: lsp.Position): number {
  return offsetAt(source, { line: line + 1, column: character + 1 });
}

export function toRange(source: Source, span: Place["span"]): lsp.Range {
  return { start: toPosition(source, span.start), end: toPosition(source, span.end) };
}

export function toSpan(source: Source, { start, end }: lsp.Range): Place["span"] {
  const [from, to] = [toOffset(source, start), toOffset(source, end)];
  return from <= to ? { start: from, end: to } : { start: to, end: from };
}

/** What the conversions ask of the workspace: the text that a place counts in. */
export interface Sources {
  sourceOf(file: string): Source;
  uriOf(file: string): string;
}

export function toLocation(sources: Sources, { file, span }: Place): lsp.Location {
  return { uri: sources.uriOf(file), range: toRange(sources.sourceOf(file), span) };
}

const severities: Readonly<Record<Severity, lsp.DiagnosticSeverity>> = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  hint: lsp.DiagnosticSeverity.Hint,
};

/** What is never used is shown faded. */
const unused = new Set<string>(["ADG2004", "ADG4002"]);

/** `docs`: URI of the page that explains the codes. */
export function toDiagnostic(sources: Sources, diagnostic: Diagnostic, docs: string | undefined): lsp.Diagnostic {
  const { code, severity, file, span, message, related } = diagnostic;
  const isOwn = code.startsWith("ADG");
  return {
    range: toRange(sources.sourceOf(file), span),
    severity: severities[severity],
    code,
    ...(docs === undefined || !isOwn ? {} : { codeDescription: { href: `${docs}#${code.toLowerCase()}` } }),
    source: isOwn ? "adg" : "ts",
    message,
    ...(unused.has(code) ? { tags: [lsp.DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: related.map((each) => ({ location: toLocation(sources, each), message: each.message })),
  };
}

/** Edits by file; those of an open one are for its text as it is now. A file that is not there yet is created first, where the client can do that. */
export function toWorkspaceEdit(
  sources: Sources & { exists(file: string): boolean; find(file: string): { readonly version: number } | undefined },
  edits: readonly Edit[],
  client: lsp.ClientCapabilities,
): lsp.WorkspaceEdit {
  const byFile = Map.groupBy(edits, ({ file }) => file);
  const textEdits = (file: string, of: readonly Edit[]): lsp.TextEdit[] =>
    of.map(({ span, text }) => ({ range: toRange(sources.sourceOf(file), span), newText: text }));
  const { documentChanges = false, resourceOperations = [] } = client.workspace?.workspaceEdit ?? {};
  if (!documentChanges)
    return { changes: Object.fromEntries([...byFile].map(([file, of]) => [sources.uriOf(file), textEdits(file, of)])) };
  return {
    documentChanges: [...byFile].flatMap(([file, of]) => {
      const uri = sources.uriOf(file);
      const change = {
        textDocument: { uri, version: sources.find(file)?.version ?? null },
        edits: textEdits(file, of),
      };
      const isNew = !sources.exists(file) && resourceOperations.includes(lsp.ResourceOperationKind.Create);
      return isNew ? [lsp.CreateFile.create(uri, { ignoreIfExists: true }), change] : [change];
    }),
  };
}
