import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { beforeAll, describe, expect, it } from "vitest";
import { dotOf } from "./dot.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";
import { decorate, standalone } from "./svg.ts";

let graphviz: Graphviz;
beforeAll(async () => {
  graphviz = await Graphviz.load();
});

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const place = { uri: "file:///a.adg", range };

function node(id: string, rest: Partial<GraphNode> = {}): GraphNode {
  return { id, name: id, kind: "task", implementation: "sh", ...place, ...rest };
}

function edge(from: string, to: string, rest: Partial<GraphEdge> = {}): GraphEdge {
  return { id: `${from}->${to}`, from, to, kind: "rule", rules: [{ label: `when ${from} done`, ...place }], ...rest };
}

const draw = (graph: Graph): string => decorate(graphviz.dot(dotOf(graph, "LR"), "svg"), graph);

/** The drawing of each part: from its `<g>` to the end of that. */
function part(svg: string, key: string): string {
  return new RegExp(`<g id="${key}"[^]*?</g>`).exec(svg)?.[0] ?? "";
}

describe("a drawing", () => {
  it("has a box for each task and an arrow for each edge, which can be reached by key", () => {
    const svg = draw({ nodes: [node("a"), node("b")], edges: [edge("a", "b")] });
    expect(svg.match(/<g id="n\d+"/g)).toEqual([`<g id="n0"`, `<g id="n1"`]);
    expect(part(svg, "n0")).toContain(`tabindex="0" role="button" aria-label="a: task, sh"`);
    expect(part(svg, "e0")).toContain("<title>a → b\nwhen a done</title>");
    expect(svg.startsWith("<svg")).toBe(true);
  });

  it("shows what waits dashed and what no rule makes dotted, which leads nowhere", () => {
    const svg = draw({
      nodes: [node("a"), node("b"), node("c")],
      edges: [edge("a", "b", { kind: "no-more" }), edge("b", "c", { kind: "declared", rules: [] }), edge("a", "c")],
    });
    const dashes = ["e0", "e1", "e2"].map((key) => /stroke-dasharray="([^"]*)"/.exec(part(svg, key))?.[1]);
    expect(dashes[0]).not.toBe(undefined);
    expect(dashes[1]).not.toBe(undefined);
    expect(dashes[0]).not.toBe(dashes[1]);
    expect(dashes[2]).toBe(undefined);
    expect(part(svg, "e1")).toContain(`role="img"`);
    expect(part(svg, "e1")).not.toContain("tabindex");
  });

  it("names the rule of an arrow, or how many there are", () => {
    const rule = (label: string) => ({ label, ...place });
    const long = "when something_with_a_long_name done as d where d.result.size > 12";
    const svg = draw({
      nodes: [node("a"), node("b"), node("c")],
      edges: [
        edge("a", "b", { rules: [rule("when x done"), rule("when y done")] }),
        edge("b", "c", { rules: [rule(long)] }),
      ],
    });
    expect(part(svg, "e0")).toContain("2 rules");
    expect(part(svg, "e1")).toContain("…");
    expect(part(svg, "e1")).toContain(`${long.replace(">", "&gt;")}</title>`);
  });

  it("marks a task with an error and tells it", () => {
    const svg = draw({ nodes: [node("a", { error: "Unknown type <b>." })], edges: [] });
    expect(decoded(part(svg, "n0"))).toContain(`class="node task by-sh error"`);
    expect(part(svg, "n0")).toContain("Unknown type &lt;b&gt;.");
  });

  it("shows text as text, whatever stands in it", () => {
    const evil = `"];n1[label="x\\N\\"<script>alert(1)</script>&amp;\n{|}`;
    const svg = draw({
      nodes: [node(evil), node("b", { kind: "workflow", implementation: "workflow" })],
      edges: [edge(evil, "b", { rules: [{ label: evil, ...place }] })],
    });
    expect(svg.match(/<g id="n\d+"/g)?.length).toBe(2);
    expect(svg).not.toContain("<script");
    const shown = [...part(svg, "n0").matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join("\n");
    expect(decoded(shown)).toBe(`${evil}\nsh`);
  });

  it("leaves out arrows whose boxes are not there", () => {
    expect(draw({ nodes: [node("a")], edges: [edge("a", "gone")] })).not.toContain(`<g id="e0"`);
  });

  it("of nothing is a drawing all the same", () => {
    expect(draw({ nodes: [], edges: [] })).toMatch(/^<svg/);
  });

  it("as a file has its colours with it and asks for nothing else", () => {
    const file = standalone(draw({ nodes: [node("a"), node("b")], edges: [edge("a", "b")] }));
    expect(file).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^]*<style>[^]*<rect [^]*<\/svg>\n$/);
    expect(file.replace(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:|href|tabindex/);
  });
});

function decoded(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    "#45": "-",
    "#39": "'",
    "#160": " ",
  };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => signs[name] ?? whole);
}
