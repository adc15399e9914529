/** What a line of a task's block may be: the attributes that the task does not have yet. */
import type * as ast from "../../ast.ts";
import { parse } from "../../parse.ts";
import type { CursorLine } from "../cursor-line.ts";
import { wordText } from "./keywords.ts";
import type { Offer } from "./completion.ts";

export function attributeOffers(text: string, line: CursorLine): readonly Offer[] {
  const task = taskAround(text, line);
  const given = new Set<string>(task?.attributes.map(({ kind }) => kind));
  const isImplemented =
    task?.from !== undefined || task?.pure !== undefined || implementations.some((each) => given.has(each));
  return attributes.flatMap(([kind, label, insertText, detail]) => {
    const isImplementation = implementations.includes(kind);
    if (isImplementation ? isImplemented : given.has(kind) && !mayRepeat.has(kind)) return [];
    return {
      label,
      kind: "attribute",
      insertText,
      format: "snippet",
      detail,
      documentation: wordText(label.split(" ")[0] ?? label),
      likelihood: isImplementation ? "best" : "good",
    };
  });
}

/** The task without the line of the cursor. */
function taskAround(text: string, { declaration, start, end }: CursorLine): ast.Task | undefined {
  const below = /[\r\n](?=[^\s/])/g;
  below.lastIndex = end;
  const rest = text.slice(end, below.exec(text)?.index ?? text.length);
  const [task] = parse("", text.slice(declaration, start) + rest).value.declarations;
  return task?.kind === "task" ? task : undefined;
}

const implementations: readonly string[] = ["sh", "python", "celery"];
const mayRepeat: ReadonlySet<string> = new Set(["env", "secret"]);

const attributes: readonly (readonly [
  kind: ast.Attribute["kind"],
  label: string,
  insertText: string,
  detail: string,
])[] = [
  ["sh", "sh", 'sh "${1:command}"', "A shell command, run in the node's own folder"],
  ["sh", 'sh """', 'sh """\n  ${1:commands}\n"""', "Several lines of shell"],
  ["python", "python", 'python "${1:module}:${2:function}"', "A Python function beside the file"],
  ["celery", "celery", 'celery "${1:registered.name}"', "A task that a Celery worker knows"],
  ["out", "out", 'out "${1:result.txt}"', "The file that the task makes: `#{out}`"],
  ["retry", "retry", "retry ${1:2} backoff ${2:1s}", "How often it is tried again; the delay doubles"],
  ["timeout", "timeout", "timeout ${1:10m}", "How long one attempt may take"],
  ["limit", "limit", "limit ${1:4}", "How many nodes of the task run at once"],
  ["rate", "rate", "rate ${1:10} per ${2:1s}", "How many nodes of the task start in a time"],
  ["at-most", "at most", "at most ${1:1000}", "How many nodes of the task a run may have"],
  ["cpus", "cpus", "cpus ${1:1}", "How many processors it needs"],
  ["memory", "memory", "memory ${1:2GB}", "How much memory it needs"],
  ["priority", "priority", "priority ${1:1}", "Of what waits, the highest runs first"],
  ["on", "on", "on ${1:threads}", "Where it runs"],
  ["cache", "cache", "cache", "Results are used again by later runs"],
  ["env", "env", 'env ${1:NAME} "${2:value}"', "An environment variable"],
  ["secret", "secret", "secret ${1:NAME}", "An environment variable that is never shown"],
  ["stub", "stub", "stub ${1:value}", "The result in a stubbed run"],
];
