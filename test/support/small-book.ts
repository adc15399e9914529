/**
 * A small book, in the spirit of examples/book: chapters that are found while it runs, each of which may include others, several tasks for
 * each, and one that binds them once no more can come. Its tasks are written for each kind of executor, and give the same.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CommandOptions, Project } from "./command.ts";

/** What its tasks are. */
export type Kind = "ts" | "sh" | "python" | "celery";

const names = ["discover", "outline", "count", "line", "bind"] as const;

const shell: Readonly<Record<(typeof names)[number], string>> = {
  discover: `cd #{folder}; ls *.md | LC_ALL=C sort`,
  outline: `
    cd #{folder}
    includes=$(sed -n 's/^include: \\(.*\\)$/"\\1"/p' #{name} | paste -sd , -)
    printf '{"title":"%s","includes":[%s]}' "$(head -n 1 #{name} | cut -c 3-)" "$includes"
  `,
  count: `cd #{folder}; wc -w < #{name}`,
  line: `echo #{title}: #{words}`,
  bind: `printf '%s\\n' #{lines} | LC_ALL=C sort`,
};

function implementation(kind: Kind, name: (typeof names)[number]): { readonly head: string; readonly body: string } {
  switch (kind) {
    case "ts":
      return { head: ' from "./tasks.ts"', body: "" };
    case "sh":
      return { head: ":", body: `\n  sh """${shell[name]}"""` };
    case "python":
      return { head: ":", body: `\n  python "book_tasks:${name}"` };
    case "celery":
      return { head: ":", body: `\n  celery "book.${name}"` };
  }
}

function program(kind: Kind, folder: string): string {
  const task = (name: (typeof names)[number], signature: string): string => {
    const { head, body } = implementation(kind, name);
    return `task ${name}${signature}${head}${body}`;
  };
  return `
type Outline = { title: string, includes: string[] }
input folder: string = ${JSON.stringify(folder)}
output book: string = bind

${task("discover", "(folder: string) -> string[]")}
${task("outline", "(folder: string, name: string) -> Outline")}
${task("count", "(folder: string, name: string) -> int")}
${task("line", "(title: string, words: int) -> string")}
${task("bind", "(lines: string[]) -> string")}

edge discover -> outline -> count -> line -> bind
edge outline -> line
edge outline -> outline

start: discover(folder)
when discover done as d:
  for name in d.result: outline(folder, name) key name
when outline done as o:
  let words = count(folder, o.args.name)
  line(o.result.title, words)
  for name in o.result.includes: outline(folder, name) key name
when no more line: bind(all line)
`;
}

const typescript = `
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");
export function discover(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".md")).sort();
}
export function outline(folder: string, name: string): { title: string; includes: string[] } {
  const lines = read(folder, name).split("\\n");
  const includes = lines.filter((line) => line.startsWith("include: ")).map((line) => line.slice(9));
  return { title: (lines[0] ?? "").slice(2), includes };
}
export function count(folder: string, name: string): number {
  return read(folder, name).split(/\\s+/).filter((word) => word !== "").length;
}
export function line(title: string, words: number): string {
  return title + ": " + words;
}
export function bind(lines: string[]): string {
  return [...lines].sort().join("\\n");
}
`;

const python = `
import os

def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()

def discover(folder):
    return sorted(name for name in os.listdir(folder) if name.endswith(".md"))

def outline(folder, name):
    lines = read(folder, name).split("\\n")
    return {"title": lines[0][2:], "includes": [line[9:] for line in lines if line.startswith("include: ")]}

def count(folder, name):
    return len(read(folder, name).split())

def line(title, words):
    return "%s: %d" % (title, words)

def bind(lines):
    return "\\n".join(sorted(lines))
`;

/** An app of Celery's that knows the tasks; broker and results come from BROKER and RESULTS. */
export const celeryApp = `
import os as _os
from celery import Celery
${python}
app = Celery("book", broker=_os.environ["BROKER"], backend=_os.environ["RESULTS"])
for _function in (${names.join(", ")}):
    app.task(_function, name="book." + _function.__name__)
`;

const bookFiles: Readonly<Record<string, string>> = {
  "tasks.ts": typescript,
  "book_tasks.py": python,
  "chapters/1.md": "# Beginnings\nOnce there was a graph\ninclude: note.txt\ninclude: map.txt\n",
  "chapters/2.md": "# Middles\nand it grew\ninclude: note.txt\n",
  "chapters/3.md": "# Ends\nuntil no more could come\n",
  "chapters/note.txt": "# Notes\non growing\ninclude: map.txt\n",
  "chapters/map.txt": "# Maps\n",
};

const bound = "Beginnings: 11\nEnds: 7\nMaps: 2\nMiddles: 7\nNotes: 6";
const counts = { discover: 1, outline: 5, count: 5, line: 5, bind: 1 };

/** What came of a run. */
interface BookRun {
  readonly status: string;
  readonly outputs: unknown;
  readonly nodes: unknown;
  readonly graph: unknown;
}

/** What every executor makes of it. */
export const expectedBook = {
  status: "succeeded",
  outputs: { book: bound },
  nodes: Object.fromEntries(Object.entries(counts).map(([name, done]) => [name, { done, failed: 0, skipped: 0 }])),
};

/** Runs it in a project, with tasks of a kind on an executor. Each run in the same project has the same graph. */
export async function runBook(
  project: Project,
  kind: Kind,
  on: string,
  env: NonNullable<CommandOptions["env"]> = {},
): Promise<BookRun> {
  for (const [name, text] of Object.entries(bookFiles)) project.write(name, text);
  project.write("main.adg", program(kind, join(project.folder, "chapters")));
  const graph = join(project.folder, "graph.json");
  rmSync(graph, { force: true });
  const { out, err } = await project.adg(["run", "main.adg", "--json", "--on", `${kind}=${on}`, "--graph", graph], {
    env,
  });
  if (out === "") throw new Error(err);
  const { status, outputs, nodes } = JSON.parse(out) as BookRun;
  return { status, outputs, nodes, graph: comparable(JSON.parse(readFileSync(graph, "utf8")) as Graph) };
}

interface Graph {
  readonly nodes: readonly { readonly id: string; readonly key?: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Who of those that include a file comes first gives the edge to it: the only thing that depends on the order in which tasks end. */
function comparable({ nodes, edges }: Graph): Graph {
  const included = new Set(nodes.flatMap(({ id, key }) => (key?.endsWith(".txt") === true ? [id] : [])));
  return { nodes, edges: edges.filter(({ to }) => !included.has(to)) };
}
