/** One file that shows a picture and what is known besides; it loads nothing, and no script runs in it. */
import { escaped, onDark } from "@adg/pictures";
import { graphStory, runStory, type GraphStory, type RunStory } from "@adg/runtime/asked";
import { findSource, type CheckedFile } from "../check-file.ts";
import { durationText, numberText, timeText } from "../words.ts";
import { callsOf, type RunGraph } from "./run-graph.ts";

/** What is drawn for white paper, on a dark screen: a style outweighs what stands in the picture. */
const darkPicture = Object.entries(onDark)
  .map(([light, dark]) => `svg [fill="${light}"] { fill: ${dark}; } svg [stroke="${light}"] { stroke: ${dark}; }`)
  .join(" ");

const style = `
  :root { color-scheme: light dark; --ink: #1f2328; --pale: #59636e; --line: #d0d7de; --paper: #ffffff; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --pale: #9198a1; --line: #3d444d; --paper: #0d1117; } ${darkPicture} }
  body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
  h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
  figure { margin: 0; overflow: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); }
  table { border-collapse: collapse; } th, td { padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
  th { color: var(--pale); font-weight: normal; } td.number { text-align: right; }
  code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { overflow: auto; border: 1px solid var(--line); border-radius: 6px; padding: 0.8rem; }
`;

/** `svg` and `blocks` are markup already; `first`: those that stand before the picture. */
export function pageOf(title: string, svg: string, blocks: readonly string[], first: readonly string[] = []): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${first.join("\n")}
<figure>${svg}</figure>
${blocks.join("\n")}
</body>
</html>
`;
}

/** The text of a program. */
export function programBlocks(checked: CheckedFile): readonly string[] {
  const text = findSource(checked, checked.path)?.text ?? "";
  return [`<h2>Program</h2>\n<pre>${escaped(text)}</pre>`];
}

/** What a run has come to. */
export function runBlocks(graphOfRun: RunGraph): readonly string[] {
  const { history, isLive, state, open } = graphOfRun.run;
  const story = runStory(history, isLive ? { now: Date.now() } : {});
  const graph = graphStory(state, { open, begun: history.begun, isLive });
  return [
    headBlock(story),
    block("Failures", failuresTable(story, callsOf(graphOfRun))),
    block("Tasks", tasksTable(graph)),
    block("Rules", rulesTable(graph)),
    block("Inputs", valuesText(story.inputs)),
    block("Outputs", valuesText(story.outputs ?? state.outputs)),
  ].filter((text) => text !== "");
}

export function block(title: string, content: string): string {
  return content === "" ? "" : `<h2>${title}</h2>\n${content}`;
}

function headBlock({ state, started, worked, program, adg }: RunStory): string {
  return `<p>${escaped(`${state} after ${durationText(worked)}; started ${timeText(started)}; ${program}; adg ${adg}`)}</p>`;
}

/** `calls`: of nodes, by their ids. */
export function failuresTable({ failures }: RunStory, calls: ReadonlyMap<string, string>): string {
  const rows = failures.map(({ node, task, failure: { code, message, trace = [], tail = [], log } }) => {
    const lines = [message, ...trace.map((frame) => `at ${frame}`), ...tail];
    return [
      code,
      calls.get(node) ?? task,
      node,
      [...lines, ...(log === undefined ? [] : [`the whole log: ${log}`])].join("\n"),
    ];
  });
  return table(["code", "node", "id", "what happened"], rows);
}

export function tasksTable({ tasks }: GraphStory): string {
  const names = ["waiting", "ready", "running", "cutOff", "done", "failed", "skipped", "cancelled"] as const;
  const used = names.filter((name) => tasks.some((task) => task[name] > 0));
  return table(
    ["task", ...used.map((name) => (name === "cutOff" ? "cut off" : name))],
    tasks.map((task) => [task.task, ...used.map((name) => (task[name] === 0 ? "" : numberText(task[name])))]),
  );
}

export function rulesTable({ rules }: GraphStory): string {
  return table(
    ["line", "rule", "state", "fired", "why not"],
    rules.map(({ rule, line, file, state, fired, by, reason }) => [
      file === undefined ? String(line) : `${file}:${line}`,
      rule,
      state,
      numberText(fired),
      reason ?? (by === undefined ? "" : `blocked by ${by.join(", ")}`),
    ]),
  );
}

function valuesText(values: Readonly<Record<string, unknown>>): string {
  if (Object.keys(values).length === 0) return "";
  return `<pre>${escaped(JSON.stringify(values, undefined, 2))}</pre>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[], tag: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${tag}${/^[\d,]+$/.test(cell) ? ' class="number"' : ""}>${escaped(cell).replaceAll("\n", "<br>")}</${tag}>`).join("")}</tr>`;
  return `<table>\n${[line(head, "th"), ...rows.map((row) => line(row, "td"))].join("\n")}\n</table>`;
}
