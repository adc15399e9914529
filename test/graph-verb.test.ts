/** Pictures of the physics example, each looked into by a library that reads its form. */
import { hash } from "node:crypto";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { DOMParser } from "@xmldom/xmldom";
import { DirectedGraph, MultiDirectedGraph } from "graphology";
import { parse } from "graphology-gexf";
import { GifReader } from "omggif";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stateColours } from "../pictures/src/colours.ts";
import { Project } from "./support/command.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const project = new Project({ "package.json": '{ "type": "module" }' });
cpSync(fileURLToPath(new URL("../examples/physics", import.meta.url)), project.folder, {
  recursive: true,
  filter: (source) => !source.endsWith("/.adg"),
});
let run = "";
beforeAll(async () => {
  const { out } = await project.adg(["run", "physics.adg", "--json"]);
  ({ run } = JSON.parse(out) as { readonly run: string });
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

async function drawn(what: string, file: string, ...args: readonly string[]): Promise<Buffer> {
  const { exit, err } = await project.adg(["graph", what, "--out", file, ...args]);
  expect(err).toMatch(/^"\S+" (shows \d+ boxes and \d+ arrows|has the whole graph)\.\n$/);
  expect(exit).toBe(0);
  return readFileSync(join(project.folder, file));
}

function elements(svg: string, name: string): readonly Element[] {
  const xml = new DOMParser({
    errorHandler: (level: string, message: string) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(svg, "image/svg+xml");
  return Array.from(xml.getElementsByTagName(name));
}

const textsOf = (svg: string): readonly (string | null)[] =>
  elements(svg, "text").map(({ textContent }) => textContent);

describe("a program", () => {
  const tasks = ["fetch", "select", "measure", "display", "apology", "histogram", "fit"];

  it("is drawn as SVG, with its rules", async () => {
    const svg = String(await drawn("physics.adg", "program.svg"));
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["start", ...tasks, "when no more measure"]));
  });

  it("is drawn as PNG", async () => {
    const { width, height, data } = PNG.sync.read(await drawn("physics.adg", "program.png", "--direction", "TB"));
    expect(height).toBeGreaterThan(width);
    expect(new Set(data).size).toBeGreaterThan(10);
  });

  it("is written for Graphviz", async () => {
    const graphviz = await Graphviz.load();
    const svg = graphviz.layout(String(await drawn("physics.adg", "program.dot")), "svg", "dot");
    expect(svg.match(/class="node/g)).toHaveLength(8);
    expect(svg.match(/class="edge/g)).toHaveLength(10);
  });

  it("is written as JSON, with places", async () => {
    const { nodes, edges } = JSON.parse(String(await drawn("physics.adg", "program.json"))) as {
      readonly nodes: readonly { readonly name: string }[];
      readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
    };
    expect(nodes.map(({ name }) => name)).toEqual(["start", ...tasks]);
    expect(nodes[1]).toEqual({
      ...{ id: "fetch", name: "fetch", kind: "task", implementation: "typescript" },
      ...{ file: "physics.adg", line: 27 },
    });
    expect(edges).toContainEqual(expect.objectContaining({ from: "measure", to: "histogram", kind: "no-more" }));
  });

  it("is written as GEXF", async () => {
    const graph = parse(MultiDirectedGraph, String(await drawn("physics.adg", "program.gexf")));
    expect(graph.nodes()).toEqual([".start", ...tasks]);
    expect(graph.size).toBe(10);
  });

  it("is shown with its text in one page that loads nothing", async () => {
    const page = String(await drawn("physics.adg", "program.html"));
    expect(page).toContain("&quot;./tasks.ts&quot;");
    expect(page).not.toMatch(/<script|<link|<img|https?:(?!\/\/www\.w3\.org)/);
  });

  it("goes to where the command is piped when no file is named", async () => {
    const { out } = await project.adg(["graph", "physics.adg", "--format", "mermaid"]);
    expect(out).toMatch(/^flowchart LR\n {2}n0\(\["start"\]\)\n/);
  });

  it("is not drawn while it has mistakes", async () => {
    project.write("wrong.adg", "start: nothing()\n");
    const { exit, out, err } = await project.adg(["graph", "wrong.adg"]);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain('"wrong.adg": 1 error');
  });

  it.each([["--format", "gif"], ["--out", "film.gif"], ["--film"]])(
    "has not grown: there is no film of it (%s %s)",
    async (...args) => {
      const { exit, err } = await project.adg(["graph", "physics.adg", ...args]);
      expect({ exit, err }).toEqual({
        exit: 2,
        err: '"physics.adg" is a program, and a film shows how a run grew: name a run.\n',
      });
    },
  );
});

describe("a run", () => {
  it("is drawn as SVG, each node with its state", async () => {
    const svg = String(await drawn(run, "run.svg"));
    const texts = textsOf(svg);
    expect(texts.filter((text) => text === "measure")).toHaveLength(4);
    expect(texts).toContain("files: 4, size: 400");
    const failed = elements(svg, "rect").filter((each) => each.getAttribute("stroke") === "#d55e00");
    expect(failed).toHaveLength(1);
  });

  it("is folded where it has more nodes than are wanted", async () => {
    const svg = String(await drawn(run, "folded.svg", "--fold", "8"));
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["display", "3 of 4 done, 1 failed", "4 done"]));
    expect(elements(svg, "g").filter((each) => each.getAttribute("class") === "family")).toHaveLength(3);
  });

  it("is drawn as it was after some outcomes", async () => {
    const svg = String(await drawn(run, "early.svg", "--until", "1"));
    const boxes = elements(svg, "rect").slice(1);
    const strokes = boxes.map((each) => each.getAttribute("stroke"));
    // All that can be known is there at once, the histogram, too; a display that failed is not yet.
    expect(strokes.filter((each) => each === "#009e73")).toHaveLength(1);
    expect(strokes).toHaveLength(15);
    // What began after the first outcome has not begun.
    expect(strokes).not.toContain("#56b4e9");
    expect(textsOf(svg)).not.toContain("apology");
  });

  it("grows in a GIF", async () => {
    const gif = new GifReader(await drawn(run, "run.gif", "--scenes", "6", "--seconds", "3"));
    expect(gif.numFrames()).toBe(6);
    expect([gif.frameInfo(0).delay, gif.frameInfo(5).delay]).toEqual([50, 300]);
    const ink = (frame: number): number => {
      const pixels = new Uint8Array(gif.width * gif.height * 4);
      gif.decodeAndBlitFrameRGBA(frame, pixels);
      return pixels.reduce((sum, value) => sum + (value < 200 ? 1 : 0), 0);
    };
    expect(ink(0)).toBeLessThan(ink(5) / 3);
  });

  it("grows in an SVG", async () => {
    const svg = String(await drawn(run, "film.svg", "--film"));
    const looks = elements(svg, "g").map((each) => each.getAttribute("class") ?? "");
    expect(looks.filter((each) => each.startsWith("last")).length).toBeGreaterThan(16);
    const style = elements(svg, "style")[0]?.textContent ?? "";
    for (const look of looks.filter((each) => each.includes(" ")))
      expect(style).toContain(`@keyframes ${look.split(" ")[1]}{`);
  });

  it("is written for Graphviz and as GEXF, all of it", async () => {
    const graphviz = await Graphviz.load();
    const svg = graphviz.layout(String(await drawn(run, "run.dot")), "svg", "dot");
    expect(svg.match(/class="node/g)).toHaveLength(16);
    const graph = parse(DirectedGraph, String(await drawn(run, "run.gexf", "--fold", "1")));
    expect(graph.order).toBe(16);
    expect(graph.filterNodes((_, { state }) => state === "failed")).toHaveLength(1);
  });

  it("is written as JSON, as a run writes it itself", async () => {
    const graph = String(await drawn(run, "run.json"));
    await project.adg(["replay", run, "--graph", "replayed.json"]);
    expect(graph).toBe(readFileSync(join(project.folder, "replayed.json"), "utf8"));
  });

  it("is shown with what came of it in one page", async () => {
    const page = String(await drawn(run, "run.html"));
    for (const text of ["Failures", "Rules", "when no more measure", "&quot;mass&quot;"]) expect(page).toContain(text);
    expect(page).not.toMatch(/<script|<link|<img/);
  });

  it.each([
    [["--out", "run.bmp"], /^What "run\.bmp" is to be is not clear from its name: say it with --format \(svg, /],
    [["--out", "run.png", "--film"], /^A film is an SVG, a GIF or a page, and not png: leave out --film\.$/],
  ])("is not drawn in a form that cannot be (%s)", async (args, message) => {
    const { exit, err } = await project.adg(["graph", run, ...args]);
    expect(exit).toBe(2);
    expect(err.trimEnd()).toMatch(message);
  });

  it("that is not there is named", async () => {
    const { exit, err } = await project.adg(["graph", "nosuchrun"]);
    expect(exit).toBe(2);
    expect(err).toMatch(/^There is no run "nosuchrun" in "\.adg"/);
  });

  it("is reported on in one file: failures first, then what it waited for, and where its results come from", async () => {
    const { exit, out } = await project.adg(["report", run]);
    expect({ exit, out }).toEqual({ exit: 0, out: `"${run}.html" reports on run ${run}.\n` });
    const page = readFileSync(join(project.folder, `${run}.html`), "utf8");
    const titles = [...page.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      ...["Failures", "Graph", "Timeline", "What the run waited for", "Slowest attempts", "Time by task"],
      ...["Tasks", "Rules", "Inputs", "Outputs", "What made it"],
    ]);
    const { outputs } = JSON.parse((await project.adg(["show", run, "--json"])).out) as {
      readonly outputs: { readonly plot: string };
    };
    expect(page).toContain(hash("sha256", readFileSync(outputs.plot)));
    expect(page).toMatch(/succeeded after [^:]+: 15 nodes done, 1 failed/);
    expect(page).toMatch(/<td>ADG7004<\/td><td>display\(selected: /);
    const path = /What the run waited for<\/h2>\n([^]*?)<\/table>/.exec(page)?.[1] ?? "";
    const chain = [...path.matchAll(/<td>(\w+)-[0-9a-f]{12}<\/td>/g)].map(([, task]) => task);
    // A display may take longer than all the rest.
    const ends = [
      ["fetch", "select", "measure", "histogram", "fit"],
      ["fetch", "select", "display"],
    ];
    expect(ends).toContainEqual(chain);
    // Each colour that is made for white paper has another on a dark screen; those of the states are for both.
    const ofStates = new Set<string>(Object.values(stateColours));
    const drawn = new Set([...page.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, colour = ""]) => colour));
    const dark = /prefers-color-scheme: dark\) \{.*/.exec(page)?.[0] ?? "";
    expect([...drawn].filter((colour) => !ofStates.has(colour) && !dark.includes(`[fill="${colour}"]`))).toEqual([]);
    expect(page).not.toMatch(/<script|<link|<img/);
  });
});
