import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { positionAt, sourceOf, type Diagnostic, type Fix } from "@adg/compiler/checking";
import { checkFile, nameOf, type CheckedFile } from "./check-file.ts";
import { contentOf } from "./host.ts";

/** A mistake may be hidden by another; but no program needs that many rounds. */
const maximumRounds = 20;

type Edit = Fix["edits"][number];

/**
 * Applies the fixes of what is wrong with programs, round after round, until none is left. Answers what was done, a line each. A
 * diagnostic with several fixes is left to the user, who alone can choose; so is a file with syntax errors, where what else
 * is said may follow from what cannot be read.
 */
export async function fix(files: readonly string[]): Promise<readonly string[]> {
  const done: string[] = [];
  const seen = new Set<string>();
  for (let round = 0; round < maximumRounds; round++) {
    const checked = [];
    for (const file of new Map(files.map((each) => [resolve(each), each])).values())
      checked.push(await checkFile(file));
    const texts = new Map<string, string>();
    const chosen = choose(checked);
    if (chosen.length === 0) break;
    const edits = Map.groupBy(
      chosen.flatMap(({ fix }) => fix.edits),
      ({ file }) => file,
    );
    for (const [file, own] of edits) texts.set(file, edited(textOf(file), own));
    // Fixes that undo each other would go on for ever.
    const state = JSON.stringify([...texts]);
    if (seen.has(state)) break;
    seen.add(state);
    done.push(...chosen.map(({ place, fix }) => `${place}: ${fix.title}`));
    for (const [file, text] of texts) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  return done;
}

/** A fix that is to be applied, with the place of what it mends. */
interface Chosen {
  readonly fix: Fix;
  readonly place: string;
}

/** The fixes that can be applied together: of two that change the same place, the first. */
function choose(checked: readonly CheckedFile[]): readonly Chosen[] {
  const chosen: Chosen[] = [];
  const taken: Edit[] = [];
  for (const each of checked) {
    if (each.diagnostics.some(({ code }) => code.startsWith("ADG1"))) continue;
    for (const diagnostic of each.diagnostics) {
      const [only, ...others] = diagnostic.fixes;
      if (only === undefined || others.length > 0) continue;
      if (only.edits.some((edit) => taken.some((other) => overlap(edit, other)) || isForeign(edit.file))) continue;
      taken.push(...only.edits);
      chosen.push({ fix: only, place: placeOf(each, diagnostic) });
    }
  }
  return chosen;
}

function overlap(a: Edit, b: Edit): boolean {
  return a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end;
}

/** What was installed is not the user's to change. */
function isForeign(file: string): boolean {
  return relative(process.cwd(), file).split(/[\\/]/).includes("node_modules");
}

function edited(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce(
      (result, { span, text: inserted }) => result.slice(0, span.start) + inserted + result.slice(span.end),
      text,
    );
}

function placeOf(checked: CheckedFile, { file, span }: Diagnostic): string {
  const { line, column } = positionAt(sourceOf(file, textOf(file)), span.start);
  return `${nameOf(checked, file)}:${line}:${column}`;
}

function textOf(file: string): string {
  const content = contentOf(file);
  return content.kind === "text" ? content.text : "";
}
