/** Large programs that look like ones that people write: the pipelines beside this file over and over, one leading to the next. */
import { readdirSync, readFileSync } from "node:fs";

interface Pipeline {
  /** Its inputs and types, a line each. */
  readonly head: readonly string[];
  /** All else, but for its `start` and its output. */
  readonly body: string;
  /** What its own tasks and workflows are called. */
  readonly names: readonly string[];
  /** The body of its `start`, and the tasks of which that adds nodes. */
  readonly start: string;
  readonly first: readonly string[];
  /** The task of its output, which comes last. */
  readonly last: string;
}

const folder = new URL("pipelines/", import.meta.url);

/** The text of a program of at least so many lines, accepted without errors and warnings. It uses no TypeScript. */
export function largeProgram(lines: number): string {
  const pipelines = readdirSync(folder).map((name) => pipelineOf(readFileSync(new URL(name, folder), "utf8")));
  const head = [...new Set(pipelines.flatMap((each) => each.head))].join("\n");
  const parts = [head];
  let count = linesOf(head);
  let before: Pipeline | undefined;
  for (let n = 0; count < lines; n += 1) {
    const pipeline = renamed(pipelines[n % pipelines.length] as Pipeline, n);
    const part = `${pipeline.body.trim()}\n\n${jointOf(before, pipeline, n)}`;
    parts.push(part);
    // The empty line before it counts, too.
    count += 1 + linesOf(part);
    before = pipeline;
  }
  return `${parts.join("\n\n")}\n\noutput answer: json = ${before?.last}\n`;
}

/** What starts a pipeline: every third one starts with the program, the others where the one before has ended. */
function jointOf(before: Pipeline | undefined, { start, first }: Pipeline, n: number): string {
  if (before === undefined || n % 3 === 0) return `start:${start}`;
  const edges = first.map((task) => `edge ${before.last} -> ${task}`);
  return `${edges.join("\n")}\n\nwhen ${before.last} done:${start}`;
}

function pipelineOf(text: string): Pipeline {
  const head = text.match(/^(input|type) .*$/gm) ?? [];
  const [, last = ""] = /^output .* = (\w+)$/m.exec(text) ?? [];
  const [, start = ""] = /^start:((?: .*)|(?:\n {2}.*)+)$/m.exec(text) ?? [];
  const names = [...text.matchAll(/^(?:task|workflow|rule) (\w+)/gm)].map(([, name]) => name ?? "");
  const first = names.filter((name) => new RegExp(`\\b${name}\\(`).test(start));
  const body = text.replace(/^(input|type|output) .*\n/gm, "").replace(/^start:((?: .*)|(?:\n {2}.*)+)$/m, "");
  return { head, body: body.replace(/\n{3,}/g, "\n\n"), names, start, first, last };
}

/** The pipeline with names of its own. */
function renamed(pipeline: Pipeline, n: number): Pipeline {
  const pattern = new RegExp(`\\b(${pipeline.names.join("|")})\\b`, "g");
  const rename = (text: string): string => text.replace(pattern, `$1_${n}`);
  const { body, names, start, first, last } = pipeline;
  return {
    ...pipeline,
    body: rename(body),
    names: names.map(rename),
    start: rename(start),
    first: first.map(rename),
    last: rename(last),
  };
}

function linesOf(text: string): number {
  return text.split("\n").length;
}
