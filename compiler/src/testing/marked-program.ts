import { type Analysis, analyse, type CheckOptions } from "../analyse.ts";
import type { Span } from "../ast.ts";
import type { Host } from "../host.ts";
import { positionAt, sourceOf } from "../source.ts";
import { testHost } from "./expect-check.ts";
import { filesHost } from "./expect-files.ts";
import { readMarked } from "./markers.ts";

/** A program with a cursor, and with ranges that a test expects. */
export interface MarkedProgram {
  readonly analysis: Analysis;
  /** Of each file, the one that has the cursor first. */
  readonly analyses: readonly Analysis[];
  /** That with the cursor; else the first. */
  readonly file: string;
  readonly offset: number;
  readonly texts: Readonly<Record<string, string>>;
  /** `main.adg:3:7 pdf`, for each `[|…|]` of any file. */
  readonly ranges: readonly string[];
  readonly host: Host;
}

/** Analyses one marked text as `main.adg`, or several files by their names. */
export function markedProgram(
  marked: string | Readonly<Record<string, string>>,
  options: CheckOptions = {},
): MarkedProgram {
  const files = Object.entries(typeof marked === "string" ? { "main.adg": marked } : marked).map(([name, text]) => ({
    name,
    ...readMarked(text),
  }));
  const texts = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  const host = files.length === 1 ? testHost() : filesHost(texts);
  const at = files.find(({ cursor }) => cursor !== undefined) ?? files[0];
  if (at === undefined) throw new Error("A program has a file.");
  const sorted = [at, ...files.filter((each) => each !== at)].filter(({ name }) => name.endsWith(".adg"));
  const analyses = sorted.map(({ name, text }) => analyse(name, text, host, options));
  const [analysis] = analyses;
  if (analysis === undefined) throw new Error("A program has a file.");
  const ranges = files.flatMap(({ name, text, ranges }) => ranges.map((span) => placeText(name, span, text)));
  return { analysis, analyses, file: at.name, offset: at.cursor ?? 0, texts, ranges, host };
}

/** `main.adg:3:7 pdf` */
export function placeText(file: string, span: Span, text: string): string {
  const { line, column } = positionAt(sourceOf(file, text), span.start);
  return `${file}:${line}:${column} ${text.slice(span.start, span.end)}`;
}
