/** What Graphviz drew, made fit for a page: parts that can be reached, read and pointed at. Texts in, texts out. */
import { FONT } from "./dot.ts";
import { type Graph, type GraphEdge, type GraphNode, partsByKey } from "./graph.ts";

/** The `<svg>` element of a drawing, in which each box and arrow says what it is. */
export function decorate(drawing: string, graph: Graph): string {
  const parts = partsByKey(graph);
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const svg = drawing
    .slice(drawing.indexOf("<svg"))
    .replace(/<!--[^]*?-->\s*/g, "")
    .replace(/<title>[^<]*<\/title>\s*/g, "");
  return svg.replace(/<g id="([ne]\d+)" class="([^"]*)">/g, (whole, key: string, classes: string) => {
    const part = parts.get(key);
    if (part === undefined) return whole;
    const text = "from" in part ? textOfEdge(part, names) : textOfNode(part);
    const isLink = !("from" in part) || part.rules.length > 0;
    const reachable = isLink ? ` tabindex="0" role="button"` : ` role="img"`;
    return `<g id="${key}" class="${classes}"${reachable} aria-label="${escaped(text)}"><title>${escaped(text)}</title>`;
  });
}

function textOfNode({ name, kind, implementation, error }: GraphNode): string {
  const what =
    kind === "input-start" ? "where a run begins" : kind === "workflow" ? "workflow" : `task, ${implementation}`;
  const told = kind === "task" && implementation === "none" ? "task" : what;
  return [`${name}: ${told}`, ...(error === undefined ? [] : [error])].join("\n");
}

function textOfEdge({ from, to, kind, rules }: GraphEdge, names: ReadonlyMap<string, string>): string {
  const ends = `${names.get(from) ?? from} → ${names.get(to) ?? to}`;
  const kinds = { rule: "", "no-more": " (waits until no more can come)", declared: " (declared; no rule makes it)" };
  return [`${ends}${kinds[kind]}`, ...rules.map(({ label }) => label)].join("\n");
}

/** Colours of a drawing outside of an editor. */
const standardStyle = `
  text { font-family: ${FONT}; fill: #1f2328; }
  .node text + text, .edge text { fill: #59636e; }
  .node path, .node polygon, .node ellipse { fill: #f6f8fa; stroke: #59636e; }
  .edge path { stroke: #59636e; }
  .edge polygon { fill: #59636e; stroke: #59636e; }
  .declared path, .declared polygon { stroke: #b1bac4; }
  .error path, .error polygon { stroke: #d1242f; }
`;

/** The same drawing as a file of its own, on white. */
export function standalone(svg: string): string {
  const opened = svg.replace(/(<svg[^>]*>)/, (tag) => {
    const box = /viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"/.exec(tag);
    const [x = "0", y = "0", width = "0", height = "0"] = box?.slice(1) ?? [];
    const ground = `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#ffffff"/>`;
    return `${tag}<style>${standardStyle}</style>${ground}`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opened.replace(/ (tabindex|role)="[^"]*"/g, "").trimEnd()}\n`;
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
