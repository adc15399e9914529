import { analyse } from "../analyse.ts";
import type { Host } from "../host.ts";
import { type Completion, type Surroundings } from "../query/completion/completion.ts";
import { completionsAt } from "../query/completions.ts";
import type { TypeScriptReader } from "../typescript.ts";
import { testHost } from "./expect-check.ts";
import { readMarked } from "./markers.ts";

export interface CompleteOptions extends Partial<Surroundings> {
  readonly typescript?: TypeScriptReader;
  /** What was analysed, where that is not the text itself. */
  readonly before?: string;
  readonly host?: Host;
}

/** The completions at the cursor of a program, the likeliest first. */
export function completions(marked: string, options: CompleteOptions = {}): readonly Completion[] {
  const { text, cursor = 0 } = readMarked(marked);
  const { before = text, typescript, host = testHost(), ...more } = options;
  const analysis = analyse("main.adg", before, host, typescript === undefined ? {} : { typescript });
  const found = completionsAt(analysis, "main.adg", text, cursor, { host, ...more });
  return found.toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The same as a line each: kind, label and detail. Without those that are only keywords and functions of the language. */
export function completed(marked: string, options: CompleteOptions = {}): string {
  const own = completions(marked, options).filter(
    ({ kind, documentation }) => kind !== "keyword" && !(kind === "function" && documentation !== undefined),
  );
  const lines = own.map(({ kind, label, detail }) => `${kind} ${label}${detail === undefined ? "" : ` · ${detail}`}`);
  return lines.join("\n");
}

/** The keywords, in one line. */
export function completedWords(marked: string): string {
  const words = completions(marked).filter(({ kind }) => kind === "keyword");
  return words.map(({ label }) => label).join(" ");
}

/** The text after the completion of a label was chosen, with the tab stops of a snippet as they are. */
export function chosen(marked: string, label: string, options: CompleteOptions = {}): string {
  const { text } = readMarked(marked);
  const found = completions(marked, options).find((each) => each.label === label);
  if (found === undefined)
    throw new Error(`There is no completion ${label}; there are:\n${completed(marked, options)}`);
  const edits = [...found.edits, { span: found.span, text: found.insertText }];
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((changed, { span, text: by }) => changed.slice(0, span.start) + by + changed.slice(span.end), text);
}
