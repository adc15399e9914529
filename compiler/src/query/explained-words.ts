/** What the words and built-in types of the language mean, in a sentence, with a small piece of a program. */

export interface ExplainedWord {
  /** A sentence or two. */
  readonly text: string;
  /** Lines that can be read as a program. */
  readonly example: string;
}

const inRule = (line: string): string => `when a done as x:\n  ${line}`;
const inTask = (line: string): string => `task a() -> int:\n  ${line}`;

function words(
  ...entries: readonly (readonly [word: string, text: string, example: string])[]
): ReadonlyMap<string, ExplainedWord> {
  return new Map(entries.map(([word, text, example]) => [word, { text, example }]));
}

const isEvent = "The event of a node: ";

export const explainedWords: ReadonlyMap<string, ExplainedWord> = words(
  [
    "import",
    "Takes tasks, workflows and types from another `.adg` file, or functions from TypeScript.",
    'import { pdf } from "./pdf.adg"',
  ],
  [
    "from",
    "The module that a task or an imported name comes from.",
    'task pdf(source: file) -> file from "./tasks.ts"',
  ],
  [
    "as",
    "Gives another name here: to a node that a condition speaks of, an imported name, or a function.",
    "when pdf done as p: merge(p.result)",
  ],
  ["input", "A parameter of the workflow; without a default it must be given.", 'input folder: dir = "chapters"'],
  ["output", "A result of the workflow, read when it ends.", "output book: file = merge"],
  ["type", "Gives a name to a type.", "type Sample = { id: string, reads: file[] }"],
  [
    "task",
    "A kind of node that may exist, with the types of what goes in and comes out.",
    'task pdf(source: file) -> file:\n  out "page.pdf"\n  sh "pandoc #{source} -o #{out}"',
  ],
  [
    "spawns",
    "The tasks whose nodes a running node may itself add below itself.",
    'task crawl(url: string) from "./tasks.ts" spawns page',
  ],
  [
    "edge",
    "Declares which kind of node may lead to which other; nothing else can ever happen.",
    "edge discover -> pdf -> merge",
  ],
  ["start", "What is added when the workflow, or the scope, begins.", "start: discover(folder)"],
  ["rule", "Gives a rule a name.", "rule bind when no more pdf: merge(all pdf)"],
  [
    "workflow",
    "A workflow inside the module, used in bodies like a task: outside one node, inside a scope of its own.",
    "workflow book(folder: dir) -> file:\n  output merge\n  start: discover(folder)",
  ],
  [
    "when",
    "A rule: once its conditions hold together, its body adds to the graph, once for each combination of nodes.",
    "when discover done as d:\n  for s in d.result: pdf(s)",
  ],
  [
    "where",
    "Of the nodes that meet the conditions, only those for which this is true.",
    "when pdf done as p where p.result != null: merge([p.result])",
  ],
  ["added", `${isEvent}it is in the graph; its result is not known yet.`, "when pdf added as p: log(p.key)"],
  ["done", `${isEvent}it succeeded; \`x.args\` and \`x.result\` are known.`, "when pdf done as p: merge([p.result])"],
  [
    "failed",
    `${isEvent}it failed after all its tries; \`x.args\` and \`x.error\` are known. The failure counts as handled.`,
    "when pdf failed as p: report(p.error)",
  ],
  [
    "settled",
    `${isEvent}it is done, failed or skipped; \`x.outcome\` is known. As a gather: of each node what became of it.`,
    "when all pdf settled: report(settled pdf)",
  ],
  [
    "succeeded",
    "Gathers the results of the nodes that succeeded; the failures of the others count as handled.",
    "when all pdf settled: merge(succeeded pdf)",
  ],
  [
    "no",
    "`no more t` holds when no `t` node can ever be added any more; it speaks of what exists, not of what has finished.",
    "when no more pdf: merge(all pdf)",
  ],
  [
    "more",
    "`no more t` holds when no `t` node can ever be added any more; it speaks of what exists, not of what has finished.",
    "when no more pdf: merge(all pdf)",
  ],
  [
    "all",
    "As a condition: no more can come, and every one has ended. As a gather: all nodes, on each of which the new node depends.",
    "when all pdf done as pages: merge(pages)",
  ],
  [
    "under",
    "Only the nodes to which some path leads from this one, with no other node of its type in between.",
    "when sample done as s:\n  when no more part under s: merge(all part under s)",
  ],
  [
    "despite",
    "`despite failures`: the part of the set that is there will do, whatever failures kept away.",
    "when no more pdf despite failures: merge(succeeded pdf)",
  ],
  [
    "failures",
    "`despite failures`: the part of the set that is there will do, whatever failures kept away.",
    "when no more pdf despite failures: merge(succeeded pdf)",
  ],
  [
    "at",
    "`at least N`: once, when there are so many. In a task, `at most N`: adding one more node fails the run.",
    "when at least 3 pdf done as first: preview(first)",
  ],
  [
    "least",
    "`at least N t done`: once, when there are so many. Which ones they are depends on timing.",
    "when at least 3 pdf done as first: preview(first)",
  ],
  [
    "every",
    "`every N t done`: for each next group of so many in order of completion, and for the rest when no more can come.",
    "when every 10 pdf done as group: bundle(group)",
  ],
  ["let", "Gives a name to a value or to a new node in this body.", inRule("let y = b(x.result)")],
  [
    "for",
    "Does what follows for each element of a list; in `[e for x in xs]` it makes a list.",
    inRule("for i, s in x.result: b(s)"),
  ],
  [
    "in",
    "Tells what a loop goes through; between two values, whether the list has the first.",
    inRule("for s in x.result: b(s)"),
  ],
  [
    "if",
    "Does what follows only where the condition is true; `if c then a else b` chooses a value.",
    inRule("if x.result > 1: b(1)"),
  ],
  ["then", "The value where the condition of an `if` is true.", inRule("b(if x.result > 1 then 1 else 2)")],
  [
    "else",
    "What is done, or the value, where no condition before it is true.",
    inRule("if x.result > 1: b(1) else: b(2)"),
  ],
  ["fail", "Ends its scope as failed, with this message.", inRule('fail "no pages in #{x.result}"')],
  [
    "key",
    "Names the new node within its type: adding the key again adds nothing and yields the node that is there.",
    inRule("page(x.result) key x.result"),
  ],
  ["after", "The new node also waits for these, though it takes nothing from them.", inRule("b(1) after x")],
  ["priority", "Of the nodes that can run, those with a higher number run first.", inTask("priority 10")],
  ["not", "True where what follows is false.", inRule("if not x.result: b(1)")],
  ["and", "True where both sides are.", inRule("if x.result > 1 and x.result < 9: b(1)")],
  ["or", "True where one side is.", inRule("if x.result < 1 or x.result > 9: b(1)")],
  ["true", "The value true.", "input fast: boolean = true"],
  ["false", "The value false.", "input fast: boolean = false"],
  ["null", "No value, as in `T?`.", "input note: string? = null"],
  [
    "sh",
    "The task is a shell command; an interpolated value stays one word wherever it stands.",
    inTask('sh "wc -l < #{source}"'),
  ],
  ["python", "The task is a Python function, called with the arguments by position.", inTask('python "tools:align"')],
  ["celery", "The task is one that a running Celery worker knows by this name.", inTask('celery "tools.align"')],
  [
    "out",
    "What the command makes: `#{out}` is its absolute path. A pattern for `file[]`, a record for several.",
    inTask('out "page.pdf"'),
  ],
  [
    "retry",
    "How many further tries a failed node gets; with `backoff`, after a delay that doubles.",
    inTask("retry 2 backoff 1s"),
  ],
  ["backoff", "The delay before the first further try; it doubles with each.", inTask("retry 2 backoff 1s")],
  ["timeout", "How long one try may take.", inTask("timeout 10m")],
  ["limit", "How many nodes of this task run at once.", inTask("limit 4")],
  ["rate", "How many nodes of this task begin in a time.", inTask("rate 10 per 1s")],
  ["per", "The time in which a rate counts.", inTask("rate 10 per 1s")],
  ["most", "`at most N`: adding one more node of this task fails the run.", inTask("at most 1000")],
  ["cpus", "How many processors one node takes.", inTask("cpus 4")],
  ["memory", "How much memory one node takes.", inTask("memory 2GB * attempt")],
  ["stub", "The result of the task in a stubbed run.", inTask("stub 1")],
  [
    "on",
    "The executor that runs the task: `inline`, `threads`, `processes`, `shell`, `python`, or one of the configuration.",
    inTask("on processes"),
  ],
  ["cache", "The result is kept and used again in other runs with the same arguments.", inTask("cache")],
  ["env", "Sets an environment variable where the task runs.", inTask('env LANG "C"')],
  [
    "secret",
    "Hands this environment variable to the task where it runs; it is never journaled or printed.",
    inTask("secret API_TOKEN"),
  ],
);

export const explainedTypes: ReadonlyMap<string, ExplainedWord> = words(
  ["string", "A text.", 'input name: string = "x"'],
  ["number", "A number.", "input share: number = 0.5"],
  ["int", "A number without fraction.", "input count: int = 3"],
  ["boolean", "`true` or `false`.", "input fast: boolean = true"],
  [
    "file",
    "The absolute path of a file; a relative one is resolved against the folder of the `.adg` file.",
    'input book: file = "book.md"',
  ],
  [
    "dir",
    "The absolute path of a folder; a relative one is resolved against the folder of the `.adg` file.",
    'input folder: dir = "chapters"',
  ],
  [
    "json",
    "Any JSON value; where it meets a typed place it is checked when the workflow runs.",
    "input settings: json = { depth: 2 }",
  ],
  ["void", "No result.", "task log(text: string) -> void"],
  [
    "Outcome",
    "What became of a node: `{ ok: true, value: T } | { ok: false, error: string }`.",
    "task report(pages: Outcome<file>[]) -> file",
  ],
);

export const explainedNames: ReadonlyMap<string, ExplainedWord> = words(
  ["attempt", "Which try this is, from 1.", inTask("memory 2GB * attempt")],
  [
    "out",
    "The absolute path of what the command makes.",
    'task page() -> file:\n  out "page.pdf"\n  sh "touch #{out}"',
  ],
);
