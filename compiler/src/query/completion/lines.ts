/** What a line may begin with, by where it stands: whole lines with places to fill in. */
import type { CursorLine } from "../cursor-line.ts";
import type { Completion, Offer } from "./completion.ts";

/** What the line of the cursor may be, where nothing stands before the cursor. */
export function lineOffers(text: string, line: CursorLine): readonly Offer[] {
  switch (line.kind) {
    case "declaration":
      return declarations;
    case "member":
      return members;
    case "statement":
      return isBelowIf(text, line.start) ? [...statements, ...elses] : statements;
    case "attribute":
      return [];
  }
}

/** Whether the lines before, as far as they are not deeper, end with an `if` that may go on. */
function isBelowIf(text: string, start: number): boolean {
  const lines = text.slice(0, start).split(/\r\n|\n|\r/);
  const indent = lines.pop()?.length ?? 0;
  for (const line of lines.toReversed()) {
    const depth = line.search(/\S/);
    if (depth < 0 || depth > indent || line.startsWith("//", depth)) continue;
    return depth === indent && /^\s*(?:else +)?if\b/.test(line);
  }
  return false;
}

function snippet(label: string, insertText: string, detail: string, then: Completion["then"] = "nothing"): Offer {
  return { label, kind: "snippet", insertText, format: "snippet", detail, likelihood: "good", then };
}

const when = [
  snippet("when", "when ${1:task} done as ${2:node}:\n  $0", "A rule: it adds nodes when its conditions hold"),
  snippet("when no more", "when no more ${1:task}:\n  $0", "A rule for when no such node can come any more"),
  snippet(
    "when all",
    "when all ${1:task} done as ${2:nodes}:\n  $0",
    "A rule for when all such nodes are there and done",
  ),
  snippet("when failed", "when ${1:task} failed as ${2:node}:\n  $0", "A rule for a failure, which it handles"),
];
const rule = snippet("rule", "rule ${1:name} when ${2:task} done as ${3:node}:\n  $0", "A rule with a name");
const start = snippet("start", "start:\n  $0", "What is there at first");
const output = snippet("output", "output ${1:name}: ${2:file} = ${3:task}", "A result of the workflow");

const declarations: readonly Offer[] = [
  snippet(
    "task sh",
    'task ${1:name}(${2:source}: ${3:file}) -> ${4:file}:\n  out "${5:result.txt}"\n  sh "${6:cat} #{$2} > #{out}"$0',
    "A task that runs a shell command",
  ),
  snippet(
    "task from",
    'task ${1:name}(${2:source}: ${3:file}) -> ${4:file} from "./${5:tasks.ts}"$0',
    "A task in TypeScript",
  ),
  snippet(
    "task =",
    "task ${1:name}(${2:value}: ${3:int}) -> ${4:int} = ${5:value}$0",
    "A task that is computed at once",
  ),
  snippet(
    "task python",
    'task ${1:name}(${2:source}: ${3:file}) -> ${4:json}:\n  python "${5:module}:${6:function}"$0',
    "A task in Python",
  ),
  snippet("edge", "edge ${1:task} -> ${2:task}", "Which kind of node may lead to which other", "completions"),
  start,
  ...when,
  rule,
  snippet(
    "workflow",
    "workflow ${1:name}(${2:parameter}: ${3:file}) -> ${4:file}:\n  output ${5:task}\n  start:\n    $0",
    "A workflow that is used as a task",
  ),
  snippet("input", "input ${1:name}: ${2:string}$0", "What is given when the workflow is run"),
  output,
  snippet("type", "type ${1:Name} = { ${2:field}: ${3:string} }", "A name for a type"),
  snippet(
    "import",
    'import { $0 } from "./${1:lib.adg}"',
    "Tasks of another file, or functions of a TypeScript module",
  ),
  snippet("import type", 'import type { $0 } from "./${1:types.ts}"', "Types of another file or module"),
];

const members: readonly Offer[] = [start, output, ...when, rule];

const statements: readonly Offer[] = [
  snippet("let", "let ${1:name} = $0", "A name for a value or a new node"),
  snippet("for", "for ${1:element} in ${2:list}:\n  $0", "The same for each element of a list"),
  snippet("if", "if ${1:condition}:\n  $0", "Only where a condition holds"),
  ...when,
  rule,
  snippet("fail", 'fail "${1:message}"', "Ends the workflow as failed"),
].map((offer) => ({ ...offer, likelihood: "keyword" }));

const elses: readonly Offer[] = [
  snippet("else", "else:\n  $0", "Where the condition above does not hold"),
  snippet("else if", "else if ${1:condition}:\n  $0", "Where this condition holds and the one above does not"),
];
