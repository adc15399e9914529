/** What may come of a program, placed for the page. */
import { place, type Box, type Drawing, type Layout } from "@adg/pictures";
import type { TypeBox, TypeGraph } from "@adg/ui";
import { programDrawing, programGraph } from "../graph/program-graph.ts";
import type { CheckedFile } from "../check-file.ts";

/** So much room has a box for what it tells of its nodes. */
const room = { waiting: 9_999, failed: 99 };

/** About as much room as the page has for it, in pixels. */
const page = { width: 700, height: 480 };

/** From left to right or from top to bottom: as it shows larger. */
async function bestLayout(drawing: Drawing): Promise<Layout> {
  const [across, down] = [await place(drawing, "LR"), await place(drawing, "TB")];
  const scaleOf = ({ width, height }: Layout): number => Math.min(page.width / width, page.height / height);
  return scaleOf(down) > scaleOf(across) ? down : across;
}

/** `tasks`: names of the workflow's, in its order. What the picture of the program has no box for gets one below it. */
export async function typeGraph(checked: CheckedFile, tasks: readonly string[]): Promise<TypeGraph> {
  const graph = await programGraph(checked);
  const drawing = programDrawing(graph, checked);
  const known = new Set(graph.nodes.map(({ name }) => name));
  const boxes = [
    ...drawing.boxes.map((box): Box => (box.shape === "start" ? box : { ...box, shape: "family", counts: room })),
    ...tasks
      .filter((name) => !known.has(name))
      .map((name): Box => ({ id: `task ${name}`, lines: [name], shape: "family", counts: room })),
  ];
  const whole: Drawing = { ...drawing, boxes };
  const layout = await bestLayout(whole);
  const placeOf = new Map(boxes.map(({ id }, i) => [id, i]));
  return {
    width: layout.width,
    height: layout.height,
    boxes: boxes.flatMap(({ lines: [name = ""], title }, i): readonly TypeBox[] => {
      const at = layout.boxes[i];
      const node = graph.nodes[i];
      if (at === undefined) return [];
      const isStart = node?.kind === "input-start";
      const task = isStart ? -1 : tasks.indexOf(name);
      const where = title?.slice(title.indexOf(", ") + 2);
      return [
        {
          ...at,
          name,
          shape: isStart ? "start" : node?.kind === "workflow" ? "workflow" : "task",
          ...(isStart || node === undefined || node.implementation === "none"
            ? {}
            : { implementation: node.implementation }),
          ...(task < 0 ? {} : { task }),
          ...(where === undefined ? {} : { place: where }),
        },
      ];
    }),
    arrows: drawing.arrows.flatMap(({ from, to, kind, label, title }, i) => {
      const [a, b, placed] = [placeOf.get(from), placeOf.get(to), layout.arrows[i]];
      if (a === undefined || b === undefined || placed === undefined) return [];
      if (kind !== "rule" && kind !== "no-more" && kind !== "declared") return [];
      return [
        {
          ...{ from: a, to: b, kind, curve: placed.curve },
          ...(placed.tip === undefined ? {} : { tip: placed.tip }),
          ...(label === undefined ? {} : { label }),
          ...(placed.label === undefined ? {} : { labelAt: placed.label }),
          ...(title === undefined ? {} : { title }),
        },
      ];
    }),
  };
}
