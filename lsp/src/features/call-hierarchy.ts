import {
  type CallHierarchyItem,
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  type CancellationToken,
  SymbolKind,
} from "vscode-languageserver";
import { callItemAt, type CallItem, type CallLink, incomingCalls, outgoingCalls } from "@adg/compiler/query";
import { pathOf, toOffset, toRange } from "../convert.ts";
import type { Feature, Server } from "../feature.ts";
import { allPrograms } from "../programs.ts";

/** Which tasks lead to which, by the rules in between. */
export const callHierarchy: Feature = {
  capabilities: () => ({ callHierarchyProvider: true }),
  register: (server) => {
    const { workspace } = server;
    server.on(CallHierarchyPrepareRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      const item = callItemAt(analysis, file, toOffset(source, params.position));
      return item === undefined ? null : [toItem(server, item)];
    });
    server.on(CallHierarchyIncomingCallsRequest.type, async ({ item }, token) => {
      const found = await linksOf(server, item, token, incomingCalls);
      return found.map(([, { item: from, ranges }]) => ({
        from: toItem(server, from),
        fromRanges: ranges.map((span) => toRange(workspace.sourceOf(from.file), span)),
      }));
    });
    server.on(CallHierarchyOutgoingCallsRequest.type, async ({ item }, token) => {
      const found = await linksOf(server, item, token, outgoingCalls);
      return found.map(([from, { item: to, ranges }]) => ({
        to: toItem(server, to),
        fromRanges: ranges.map((span) => toRange(workspace.sourceOf(from.file), span)),
      }));
    });
  },
};

/** The links of an item that was handed out before; none where it is no longer there. */
async function linksOf(
  server: Server,
  { uri, selectionRange }: CallHierarchyItem,
  token: CancellationToken,
  ask: typeof incomingCalls,
): Promise<readonly (readonly [CallItem, CallLink])[]> {
  const file = pathOf(uri);
  const programs = await allPrograms(server, file, token);
  const analysis = server.workspace.analysis(file);
  const offset = toOffset(server.workspace.sourceOf(file), selectionRange.start);
  const item = analysis && callItemAt(analysis, file, offset);
  return item === undefined ? [] : ask(programs, item).map((link) => [item, link] as const);
}

function toItem({ workspace }: Server, { kind, name, detail, file, span, selection }: CallItem): CallHierarchyItem {
  const source = workspace.sourceOf(file);
  return {
    name,
    kind: kinds[kind],
    uri: workspace.uriOf(file),
    range: toRange(source, span),
    selectionRange: toRange(source, selection),
    ...(detail === "" ? {} : { detail }),
  };
}

const kinds: Readonly<Record<CallItem["kind"], SymbolKind>> = {
  task: SymbolKind.Function,
  workflow: SymbolKind.Class,
  start: SymbolKind.Constructor,
};
