import { DOMParser } from "@xmldom/xmldom";
import { expect, it } from "vitest";
import { dotOf, filmOf, gexfOf, mermaidOf, place, svgOf, type Drawing, type Scene } from "./index.ts";

const hostile = `<script>alert("1")</script> & \\N "x" 'y' \u0000\u001b[31m \ud800 ]] -- 名前 #{a} %%`;
const drawing: Drawing = {
  title: hostile,
  boxes: [
    { id: "a", lines: [hostile, hostile], shape: "task", title: hostile },
    { id: hostile, lines: [hostile], shape: "family", counts: { done: 1_200, failed: 3 } },
  ],
  arrows: [
    { from: "a", to: hostile, kind: "no-more", label: hostile, title: hostile },
    { from: "a", to: "nowhere", kind: "edge" },
  ],
};
const parsed = (text: string): Document => {
  const parser = new DOMParser({
    errorHandler: (level: string, message: string) => {
      throw new Error(`${level}: ${message}`);
    },
  });
  return parser.parseFromString(text, "image/svg+xml");
};

it("keeps any text in its place, as SVG", async () => {
  const svg = parsed(svgOf(drawing, await place(drawing, "LR")));
  expect(svg.getElementsByTagName("script")).toHaveLength(0);
  expect(svg.getElementsByTagName("text")[0]?.textContent).toContain("alert");
  expect(svg.getElementsByTagName("title")[0]?.textContent).toBe(hostile.toWellFormed().replaceAll(/\p{Cc}/gu, "�"));
});

it("keeps any text in its place, as DOT, Mermaid and GEXF", () => {
  expect(
    dotOf(drawing, "TB")
      .split("\n")
      .filter((line) => line.includes("->")),
  ).toHaveLength(1);
  expect(mermaidOf(drawing, "TB")).not.toMatch(/<(?!br>)|\p{Cc}(?<!\n)/u);
  const gexf = parsed(gexfOf(hostile, [{ id: "1", label: hostile, attributes: { of: hostile } }], []));
  expect(gexf.getElementsByTagName("node")[0]?.getAttribute("label")).toContain("alert");
});

it("places boxes beside each other, and arrows between them", async () => {
  const { boxes, arrows, width, height } = await place(drawing, "LR");
  const [a, b] = boxes;
  if (a === undefined || b === undefined) throw new Error("a box is missing");
  expect(a.x + a.width / 2).toBeLessThan(b.x - b.width / 2);
  expect(width).toBeGreaterThan(a.width + b.width);
  expect(height).toBeGreaterThan(Math.max(a.height, b.height));
  const [arrow, none] = arrows;
  expect(none).toBeUndefined();
  expect(arrow?.curve[0]?.x).toBeCloseTo(a.x + a.width / 2, -1);
  expect(arrow?.tip?.x).toBeCloseTo(b.x - b.width / 2, -1);
});

it("shows each look of a box for the scenes in which it has it", async () => {
  const small: Drawing = {
    title: "film",
    boxes: [{ id: "a", lines: ["a"], shape: "node" }],
    arrows: [],
  };
  const scene = (counts: Scene["counts"][number], clock: string): Scene => ({ counts: [counts], arrows: [], clock });
  const film = filmOf(
    small,
    await place(small, "LR"),
    [scene(undefined, "0 s"), scene({ running: 1 }, "1 s"), scene({ running: 1 }, "2 s"), scene({ done: 1 }, "2 s")],
    { scene: 1_000, rest: 1_000 },
  );
  const looks = [...film.matchAll(/<g class="(past|last) (s\d-\d)"><g class="node">/g)].map(([, , name]) => name);
  expect(looks).toEqual(["s1-3", "s3-4"]);
  expect(film).toContain("@keyframes s1-3{0%{visibility:hidden}20.000%{visibility:visible}60.000%{visibility:hidden}}");
  expect(film).toContain(".s3-4{animation:s3-4 5s step-end infinite}");
  expect(film.match(/>\d s</g)).toEqual([">0 s<", ">1 s<", ">2 s<"]);
});
