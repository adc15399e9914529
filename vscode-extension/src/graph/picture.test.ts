import { describe, expect, it } from "vitest";
import { partsAt } from "./at-cursor.ts";
import type { Graph, GraphAnswer, Location } from "./graph.ts";
import { pageOf } from "./page.ts";
import { nextPicture } from "./picture.ts";

const uri = "file:///a.adg";
const at = (line: number): Location => ({
  uri,
  range: { start: { line, character: 0 }, end: { line, character: 4 } },
});

/** `task a` in line 2, `task b` in line 5, and in line 8 the rule that leads from one to the other. */
const graph: Graph = {
  nodes: [
    { id: "a", name: "a", kind: "task", implementation: "sh", ...at(2) },
    { id: "b", name: "b", kind: "task", implementation: "sh", ...at(5) },
  ],
  edges: [{ id: "a->b", from: "a", to: "b", kind: "rule", rules: [{ label: "when a done", ...at(8) }] }],
};
const answer = (rest: Partial<GraphAnswer>): GraphAnswer => ({ ...graph, version: 1, broken: false, ...rest });

describe("the picture", () => {
  it("follows the text", () => {
    expect(nextPicture(undefined, answer({}))).toEqual({ graph, state: "current" });
    expect(nextPicture({ graph, state: "current" }, answer({ nodes: [], edges: [] }))).toEqual({
      graph: { nodes: [], edges: [] },
      state: "current",
    });
  });

  it("of a text with errors is what can be told of it", () => {
    const [first] = graph.nodes;
    const nodes = first === undefined ? [] : [first];
    expect(nextPicture({ graph, state: "current" }, answer({ broken: true, nodes, edges: [] }))).toEqual({
      graph: { nodes, edges: [] },
      state: "partial",
    });
  });

  it("of a text of which nothing can be told is the last one", () => {
    const broken = answer({ broken: true, nodes: [], edges: [] });
    const last = nextPicture({ graph, state: "current" }, broken);
    expect(last).toEqual({ graph, state: "last" });
    expect(nextPicture(last, undefined)).toEqual({ graph, state: "last" });
    expect(nextPicture(last, answer({}))).toEqual({ graph, state: "current" });
  });
});

describe("the cursor", () => {
  it("means the box of the task that its word names", () => {
    expect(partsAt(graph, { uri, line: 9, word: "b" })).toEqual(["n1"]);
  });

  it("means what its line belongs to", () => {
    expect(partsAt(graph, { uri, line: 3, word: "echo" })).toEqual(["n0"]);
    expect(partsAt(graph, { uri, line: 9, word: undefined })).toEqual(["e0"]);
  });

  it("means nothing above all of it, or in another file", () => {
    expect(partsAt(graph, { uri, line: 0, word: undefined })).toEqual([]);
    expect(partsAt(graph, { uri: "file:///b.adg", line: 9, word: undefined })).toEqual([]);
  });
});

describe("the page", () => {
  it("lets no script run but its own", () => {
    const page = pageOf({ script: "s.js", style: "s.css", source: "https://src", nonce: "abc", state: `"><script>` });
    expect(page).toContain("default-src 'none'; script-src 'nonce-abc' 'wasm-unsafe-eval'; style-src https://src;");
    expect(page.match(/<script[^>]*>/g)).toEqual([`<script nonce="abc" src="s.js">`]);
  });
});
