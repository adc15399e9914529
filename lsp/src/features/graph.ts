import { RequestType } from "vscode-languageserver";
import { findModule, graphOf, type GraphEdge, type GraphNode } from "@adg/compiler/query";
import { toLocation } from "../convert.ts";
import type { Feature, Server } from "../feature.ts";

interface Params {
  readonly textDocument: { readonly uri: string };
}

/** The picture of a file's tasks and of what may lead to what; with errors in the file, what can be told of it. */
const GraphRequest = new RequestType<Params, unknown, void>("adg/graph");

export const graph: Feature = {
  capabilities: () => ({ experimental: { adgGraph: true } }),
  register: (server) =>
    server.on(GraphRequest, (params) => {
      const { analysis, file, version } = server.document(params);
      const module = findModule(analysis, file);
      if (module === undefined) return { nodes: [], edges: [], version, broken: true };
      const { nodes, edges } = graphOf(analysis, module);
      return {
        nodes: nodes.map((node) => toNode(server, node)),
        edges: edges.map((edge) => toEdge(server, edge)),
        version,
        broken: !module.file.syntax.isEmpty,
      };
    }),
};

function toNode({ workspace }: Server, { place, ...node }: GraphNode): unknown {
  return { ...node, ...toLocation(workspace, place) };
}

function toEdge({ workspace }: Server, { rules, ...edge }: GraphEdge): unknown {
  return {
    ...edge,
    rules: rules.map(({ label, place }) => ({ label, ...toLocation(workspace, place) })),
  };
}
