import type { TextLiteral } from "../ast.ts";
import { diagnose } from "../catalogue.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { ShellContext, ShellHole } from "../program.ts";
import type { Recent } from "../recent.ts";
import { readCommands } from "./shell-commands.ts";
import { plainContextsOf } from "./shell-plain.ts";
import { type HoleProblem, type Reader, ShellSyntax } from "./shell-reader.ts";
import { type ShellText, shellTextOf } from "./shell-text.ts";
import type { BashParser, TreeContext } from "./shell-tree.ts";

export { type BashParser, loadBash } from "./shell-tree.ts";

export interface ShellCheck {
  /** How each hole is quoted, in order of the holes of the text. Complete only where the text has no diagnostic. */
  readonly holes: ReadonlyMap<TextLiteral, readonly ShellHole[]>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ShellOptions {
  readonly bash?: BashParser;
  readonly memory?: { readonly shell: Recent<ShellVerdict> };
}

/** What is found out about one command. */
export interface ShellVerdict {
  readonly reading: Reading;
  /** Holes that cannot stand where they do. */
  readonly problems: readonly HoleProblem[];
}

/**
 * Tells for each hole of the `sh` texts of a file how its value must be quoted. Our own reading of the shell's grammar decides;
 * where the grammar of `bash`, which can read fewer commands, sees a hole otherwise, the hole is refused. `bash` may be left
 * out where there is none.
 */
export function checkShell(
  texts: readonly TextLiteral[],
  source: { readonly file: string; readonly text: string },
  options: ShellOptions,
): ShellCheck {
  const holes = new Map<TextLiteral, readonly ShellHole[]>();
  const diagnostics: Diagnostic[] = [];
  for (const literal of texts) {
    const text = shellTextOf(literal, source.text);
    const { reading, problems } = verdictOn(text, options);
    const spans = literal.parts.filter((part) => part.kind === "hole").map((part) => part.span);
    holes.set(
      literal,
      spans.map((_, index) => reading.holes[index] ?? { context: "word" }),
    );
    if (reading.syntax !== undefined) {
      const { start, end, problem } = reading.syntax;
      diagnostics.push(diagnose("ADG6005", { file: source.file, span: text.spanOf(start, end) }, { problem }));
      continue;
    }
    const said = new Set<number>();
    for (const { hole, problem } of problems) {
      const span = spans[hole];
      if (span === undefined || said.has(hole)) continue;
      said.add(hole);
      diagnostics.push(diagnose("ADG6005", { file: source.file, span }, { problem }));
    }
  }
  return { holes, diagnostics };
}

function verdictOn(text: ShellText, { bash, memory }: ShellOptions): ShellVerdict {
  const key = `${bash === undefined ? "alone" : "both"} ${[...text.holes.keys()].join()} ${text.text}`;
  const known = memory?.shell.get(key);
  if (known !== undefined) return known;
  const reading = readShell(text);
  const problems =
    reading.syntax === undefined ? [...reading.problems, ...disagreements(text, reading.holes, bash)] : [];
  const verdict = { reading, problems };
  memory?.shell.set(key, verdict);
  return verdict;
}

/** Whether a list may stand in the hole: it becomes several words. */
export function listMayStand(hole: ShellHole): boolean {
  return hole.context === "bare" || hole.context === "command" || hole.context === "comment";
}

interface Reading {
  readonly holes: readonly (ShellHole | undefined)[];
  readonly problems: readonly HoleProblem[];
  /** The text is no command. */
  readonly syntax: ShellSyntax | undefined;
}

/** Reads a command with our own reader. */
export function readShell({ text, holes }: Pick<ShellText, "text" | "holes">): Reading {
  const reader: Reader = {
    text,
    holes,
    position: 0,
    end: text.length,
    nameEnd: -1,
    pending: [],
    found: [],
    problems: [],
    backticks: undefined,
    document: undefined,
    level: 0,
    levels: [],
    depth: 0,
    notArithmetic: new Set(),
    origin: (offset) => offset,
    readCommands,
  };
  try {
    readCommands(reader, "end", 0);
  } catch (problem) {
    if (!(problem instanceof ShellSyntax)) throw problem;
    return { holes: reader.found, problems: [], syntax: problem };
  }
  return { holes: reader.found, problems: reader.problems, syntax: undefined };
}

const untold =
  "The quoting of the shell around this interpolation cannot be told; give the value to a variable before and use that";

function disagreements(
  text: ShellText,
  holes: readonly (ShellHole | undefined)[],
  bash: BashParser | undefined,
): readonly HoleProblem[] {
  const seen = holes.length === 0 ? undefined : (plainContextsOf(text) ?? bash?.contextsOf(text));
  return [...text.holes.values()].flatMap((hole) => {
    const own = holes[hole];
    if (own === undefined) return [{ hole, problem: untold }];
    // The tree does not take the backslashes away that the shell takes away in backticks.
    const other = own.backticks === undefined ? (seen?.[hole] ?? "unknown") : "unknown";
    return other === "unknown" || agrees(own.context, other) ? [] : [{ hole, problem: untold }];
  });
}

function agrees(own: ShellContext, other: TreeContext): boolean {
  // The tree takes an indented `$(…)` in a here-document for text.
  if (other === "heredoc" && own !== "heredoc-raw" && own !== "comment") return true;
  switch (own) {
    case "bare":
    case "command":
    case "part":
    case "word":
      return other === "bare";
    // Safe whatever the tree says: only a number may stand there, and `"…"` of its own stands in braces.
    case "arithmetic":
    case "braces":
    case "double-braces":
      return true;
    default:
      return own === other;
  }
}
