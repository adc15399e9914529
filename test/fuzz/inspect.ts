/** What must hold for any text, whatever it is. */
import { stripTypeScriptTypes } from "node:module";
import type * as ast from "../../compiler/src/ast.ts";
import { check } from "../../compiler/src/check.ts";
import type { BashParser } from "../../compiler/src/check/shell.ts";
import type { Diagnostic } from "../../compiler/src/diagnostic.ts";
import { emit, type EmittedModule } from "../../compiler/src/emit/emit.ts";
import { commentsIn } from "../../compiler/src/format-comments.ts";
import { format } from "../../compiler/src/format.ts";
import { parse, parseLines } from "../../compiler/src/parse.ts";
import type { Program } from "../../compiler/src/program.ts";
import { render } from "../../compiler/src/render.ts";
import { offsetAt, positionAt, type Source, sourceOf } from "../../compiler/src/source.ts";
import { sketchModule } from "../../compiler/src/testing/sketch.ts";
import { MAIN, worldOf } from "./world.ts";

/** Something that does not hold for a text. */
export interface Finding {
  /** What should hold, in a few words. */
  readonly property: string;
  readonly message: string;
}

export interface Inspected {
  readonly findings: readonly Finding[];
  /** Codes of what was said. */
  readonly codes: readonly string[];
  /** There only where the program is accepted. */
  readonly emitted: EmittedModule | undefined;
}

/** Looks at a text from all sides. `seed` decides what it imports. */
export function inspect(text: string, seed: number, bash: BashParser | undefined): Inspected {
  const findings: Finding[] = [];
  const guard = <T>(property: string, run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      findings.push({ property: `${property} throws nothing`, message: describeThrown(error) });
      return undefined;
    }
  };
  guard("parse", () => findings.push(...parsedFindings(text)));
  const world = worldOf(seed, text);
  const { host, texts, typescript } = world;
  const checked = guard("check", () =>
    check(MAIN, text, host, {
      ...(bash === undefined ? {} : { bash }),
      ...(typescript === undefined ? {} : { typescript }),
      ...(seed % 5 === 0 ? { waiting: "unproved" } : {}),
    }),
  );
  const sources = new Map([...texts].map(([file, each]) => [file, sourceOf(file, each)]));
  const diagnostics = checked?.diagnostics ?? [];
  for (const diagnostic of diagnostics) {
    findings.push(...diagnosticFindings(diagnostic, sources));
    guard("render", () => render(diagnostic, (file) => sources.get(file)));
  }
  findings.push(...severityFindings(diagnostics));
  const program = checked?.program;
  const emitted = program && guard("emit", () => emitProgram(program));
  if (emitted !== undefined) findings.push(...emittedFindings(emitted));
  guard("format", () => findings.push(...formatFindings(text)));
  return { findings, codes: diagnostics.map(({ code }) => code), emitted };
}

function emitProgram(program: Program): EmittedModule {
  return emit(program, {
    sourceUrl: (file) => `./${file}`,
    resolveModule: (path) => path,
    runtime: new URL("../../runtime/src/index.ts", import.meta.url).href,
  });
}

/** The JavaScript is the TypeScript without its types. */
function emittedFindings({ typescript, javascript }: EmittedModule): readonly Finding[] {
  const property = "emitted TypeScript parses, and is the JavaScript without its types";
  try {
    const stripped = stripTypeScriptTypes(typescript);
    return stripped === javascript ? [] : [{ property, message: "they differ" }];
  } catch (error) {
    return [{ property, message: describeThrown(error) }];
  }
}

function parsedFindings(text: string): readonly Finding[] {
  const { value, diagnostics } = parse(MAIN, text);
  const source = sourceOf(MAIN, text);
  const findings = diagnostics.flatMap(({ span }) => spanFindings("a syntax error", span, source));
  const outside = firstOutside(value, text.length);
  if (outside !== undefined) findings.push({ property: "each part of the tree lies in the text", message: outside });
  return findings;
}

/** A part of the tree that does not lie in the text. */
function firstOutside(root: ast.Module, length: number): string | undefined {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null || node instanceof Set) continue;
    if ("start" in node && "end" in node && typeof node.start === "number" && typeof node.end === "number") {
      if (node.start < 0 || node.start > node.end || node.end > length) return `${node.start}-${node.end} of ${length}`;
    }
    for (const part of Object.values(node)) waiting.push(part);
  }
  return undefined;
}

function diagnosticFindings(diagnostic: Diagnostic, sources: ReadonlyMap<string, Source>): readonly Finding[] {
  const places = [
    { what: `a diagnostic ${diagnostic.code}`, ...diagnostic },
    ...diagnostic.related.map((place) => ({ what: `a place related to ${diagnostic.code}`, ...place })),
    ...diagnostic.fixes.flatMap(({ edits }) =>
      edits.map((edit) => ({ what: `an edit for ${diagnostic.code}`, ...edit })),
    ),
  ];
  const findings = places.flatMap(({ what, file, span }) => {
    const source = sources.get(file);
    // A module that is not there yet is made, from nothing.
    const isMade = what.startsWith("an edit") && file.endsWith(".ts") && span.start === 0 && span.end === 0;
    if (source === undefined)
      return isMade ? [] : [{ property: `${what} lies in a file that was read`, message: file }];
    return spanFindings(what, span, source);
  });
  if (/undefined|something else|\[object|NaN/.test(diagnostic.message.replaceAll(/"[^]*?"/g, "")))
    findings.push({ property: "a message is made of words", message: `${diagnostic.code} ${diagnostic.message}` });
  return findings;
}

function spanFindings(what: string, { start, end }: ast.Span, source: Source): Finding[] {
  const { text } = source;
  if (!(start >= 0 && start <= end && end <= text.length))
    return [{ property: `${what} lies in the text`, message: `${start}-${end} of ${text.length}` }];
  return [start, end].flatMap((offset) => {
    if (offsetAt(source, positionAt(source, offset)) === offset) return [];
    // A byte order mark is no column, and a line end of two characters is one.
    if (text.startsWith("\uFEFF") && offset === 0) return [];
    return [{ property: `${what} has a line and a column`, message: `offset ${offset}` }];
  });
}

function severityFindings(diagnostics: readonly Diagnostic[]): readonly Finding[] {
  const broken = new Set(diagnostics.filter(({ code }) => code.startsWith("ADG1")).map(({ file }) => file));
  return diagnostics
    .filter(({ severity, file }) => severity !== "error" && broken.has(file))
    .map(({ code, severity }) => ({
      property: `no ${severity} is said of a file with syntax errors`,
      message: code,
    }));
}

function formatFindings(text: string): readonly Finding[] {
  const once = format(text);
  const findings: Finding[] = [];
  if (format(once) !== once) findings.push({ property: "formatting twice is formatting once", message: "it is not" });
  const meaning = meaningOf(text);
  if (meaningOf(once) !== meaning) findings.push({ property: "formatting changes no meaning", message: "it does" });
  const comments = commentsOf(text);
  if (commentsOf(once) !== comments)
    findings.push({ property: "formatting keeps each comment", message: "it does not" });
  return findings;
}

/** What a program means, and what is wrong with it. */
function meaningOf(text: string): string {
  const { value, diagnostics } = parse(MAIN, text);
  return JSON.stringify([sketchModule(value), [...value.unread].sort(), diagnostics.map(({ code }) => code)]);
}

function commentsOf(text: string): string {
  const source = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const { tokens } = parseLines(source).lexed;
  let from = 0;
  const gaps = tokens.map(({ startOffset, image }) => {
    const gap = source.slice(from, startOffset);
    from = startOffset + image.length;
    return gap;
  });
  return JSON.stringify([...gaps, source.slice(from)].flatMap((gap) => commentsIn(gap).map((comment) => comment.text)));
}

/** An error with the place that threw it. */
export function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const places = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const place = places.find((line) => line.includes("/src/")) ?? places[0] ?? "";
  return `${error.name}: ${error.message} ${place.trim().replace(/\(?file:.*?\/((?:compiler|runtime)\/src)/, "($1")}`;
}
