import {
  type DocumentSymbol as Shown,
  DocumentSymbolRequest,
  type SymbolInformation,
  SymbolKind,
  WorkspaceSymbolRequest,
} from "vscode-languageserver";
import {
  type DocumentSymbol,
  documentSymbolsOf,
  findModule,
  type SymbolKind as Kind,
  workspaceSymbols,
} from "@adg/compiler/query";
import type { Source } from "@adg/compiler/checking";
import { toLocation, toRange } from "../convert.ts";
import type { Feature, Server } from "../feature.ts";

/** More than these nobody reads. */
const mostSymbols = 500;

/** The outline of a document, and declarations of all programs by their names. */
export const symbols: Feature = {
  capabilities: () => ({ documentSymbolProvider: true, workspaceSymbolProvider: true }),
  register: (server) => {
    const { workspace, client } = server;
    const isNested = client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
    server.on(DocumentSymbolRequest.type, (params) => {
      const { file, source, uri } = server.document(params);
      const found = symbolsIn(server, file);
      return isNested ? found.map((each) => toSymbol(source, each)) : flat(source, uri, found, undefined);
    });
    server.on(WorkspaceSymbolRequest.type, async ({ query }) => {
      const files = await server.files.all();
      const all = files.map((file) => ({ file, symbols: symbolsIn(server, file) }));
      return workspaceSymbols(all, typeof query === "string" ? query : "", { most: mostSymbols }).map(
        ({ symbol, container, ...place }) => ({
          name: symbol.name,
          kind: kinds[symbol.kind],
          location: toLocation(workspace, place),
          ...(container === undefined ? {} : { containerName: container }),
        }),
      );
    });
  },
};

const known = new WeakMap<object, readonly DocumentSymbol[]>();

function symbolsIn({ workspace }: Server, file: string): readonly DocumentSymbol[] {
  const analysis = workspace.analysis(file);
  const module = analysis && findModule(analysis, file);
  if (module === undefined) return [];
  let found = known.get(module);
  if (found === undefined) known.set(module, (found = documentSymbolsOf(module.file.module, module.file.text)));
  return found;
}

function toSymbol(source: Source, { kind, name, detail, span, selection, children }: DocumentSymbol): Shown {
  return {
    name,
    kind: kinds[kind],
    range: toRange(source, span),
    selectionRange: toRange(source, selection),
    ...(detail === "" ? {} : { detail }),
    children: children.map((each) => toSymbol(source, each)),
  };
}

function flat(
  source: Source,
  uri: string,
  found: readonly DocumentSymbol[],
  container: string | undefined,
): SymbolInformation[] {
  return found.flatMap(({ kind, name, span, children }) => [
    {
      name,
      kind: kinds[kind],
      location: { uri, range: toRange(source, span) },
      ...(container === undefined ? {} : { containerName: container }),
    },
    ...flat(source, uri, children, name),
  ]);
}

const kinds: Readonly<Record<Kind, SymbolKind>> = {
  input: SymbolKind.Constant,
  output: SymbolKind.Property,
  type: SymbolKind.Interface,
  field: SymbolKind.Field,
  task: SymbolKind.Function,
  workflow: SymbolKind.Class,
  parameter: SymbolKind.Variable,
  edge: SymbolKind.Operator,
  start: SymbolKind.Constructor,
  rule: SymbolKind.Event,
};
