/** What may come of a program, before anything of it ran. */
import { findModule, graphOf, type Graph, type GraphEdge, type GraphNode, type Place } from "@adg/compiler/query";
import { positionAt } from "@adg/compiler/checking";
import { gexfOf, type Drawing } from "@adg/pictures";
import { analyseFile, findSource, nameOf, type CheckedFile } from "../check-file.ts";

/** The graph of a program without errors. */
export async function programGraph(checked: CheckedFile): Promise<Graph> {
  const analysis = await analyseFile(checked);
  const module = findModule(analysis, checked.path);
  return module === undefined ? { nodes: [], edges: [] } : graphOf(analysis, module);
}

export function programDrawing(graph: Graph, checked: CheckedFile): Drawing {
  const at = placeText(checked);
  return {
    title: checked.file,
    boxes: graph.nodes.map(({ id, name, kind, implementation, place }) => ({
      id,
      lines: kind === "input-start" || implementation === "none" ? [name] : [name, implementation],
      shape: kind === "input-start" ? "start" : kind,
      title: `${name}, ${at(place)}`,
    })),
    arrows: graph.edges.map(({ from, to, kind, rules }) => {
      const label = labelOf(rules);
      const title = rules.map((rule) => `${rule.label}, ${at(rule.place)}`).join("\n");
      return { from, to, kind, ...(label === undefined ? {} : { label }), ...(title === "" ? {} : { title }) };
    }),
  };
}

function labelOf(rules: GraphEdge["rules"]): string | undefined {
  const [first, ...others] = rules;
  // What the start adds needs no word of it.
  if (first === undefined || (others.length === 0 && first.label === "start")) return undefined;
  return others.length === 0 ? first.label : `${rules.length} rules`;
}

/** As plain data, for other programs; places are a file and a line, from 1. */
export function programJson(graph: Graph, checked: CheckedFile): unknown {
  const source = sourceLine(checked);
  return {
    nodes: graph.nodes.map(({ id, name, kind, implementation, place }: GraphNode) => {
      const box = kind === "input-start" ? "start" : kind;
      return { id, name, kind: box, ...(box === "start" ? {} : { implementation }), ...source(place) };
    }),
    edges: graph.edges.map(({ from, to, kind, rules }: GraphEdge) => ({
      from,
      to,
      kind,
      rules: rules.map(({ label, place }) => ({ rule: label, ...source(place) })),
    })),
  };
}

export function programGexf(graph: Graph, checked: CheckedFile): string {
  const at = placeText(checked);
  return gexfOf(
    checked.file,
    graph.nodes.map(({ id, name, kind, implementation, place }) => ({
      id,
      label: name,
      attributes: { kind, implementation, place: at(place) },
    })),
    graph.edges.map(({ from, to, kind, rules }) => ({
      from,
      to,
      attributes: { kind, rules: rules.map(({ label }) => label).join("\n") },
    })),
  );
}

function placeText(checked: CheckedFile): (place: Place) => string {
  const source = sourceLine(checked);
  return (place) => {
    const { file, line } = source(place);
    return line === undefined ? file : `${file}:${line}`;
  };
}

function sourceLine(checked: CheckedFile): (place: Place) => { readonly file: string; readonly line?: number } {
  return ({ file, span }) => {
    const source = findSource(checked, file);
    const named = nameOf(checked, file);
    return source === undefined ? { file: named } : { file: named, line: positionAt(source, span.start).line };
  };
}
