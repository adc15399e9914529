import type { Analysis } from "../analyse.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import { positionAt, sourceOf } from "../source.ts";
import type { NameUse } from "./name-use.ts";
import { everyUse, type Occurrence } from "./occurrences.ts";
import { isDeclared, type Referent, referentKey } from "./referent.ts";
import type { RenameEdit } from "./rename-edits.ts";

/**
 * What would go wrong with a program after these edits: a name that stands for something else than before, or something that is said
 * and was not. A sentence, or `undefined` where all is as it was.
 */
export function findRenameProblem(
  analyses: readonly Analysis[],
  edits: readonly RenameEdit[],
  reanalyse: (texts: ReadonlyMap<string, string>) => readonly Analysis[],
): string | undefined {
  const before = textsOf(analyses);
  const byFile = Map.groupBy(edits, ({ edit }) => edit.file);
  const texts = new Map(
    [...byFile].map(([file, of]) => [
      file,
      applyEdits(
        before.get(file) ?? "",
        of.map(({ edit }) => edit),
      ),
    ]),
  );
  const after = reanalyse(texts);
  const moved = new Moved(byFile);
  const said = newDiagnostics(analyses, after);
  // That there are two of a name tells more than what follows from it.
  const twice = said.find(({ code }) => code === "ADG2002");
  const [first] = said;
  const newTexts = textsOf(after);
  if (twice !== undefined) return newProblem(twice, newTexts);
  return findOtherMeaning(analyses, after, moved) ?? (first && newProblem(first, newTexts));
}

function findOtherMeaning(before: readonly Analysis[], after: readonly Analysis[], moved: Moved): string | undefined {
  const texts = textsOf(after);
  const now = new Map(everyUse(after).map((each) => [useKey(each.file, each.span.start, each.use.shorthand), each]));
  for (const each of everyUse(before)) {
    const place = moved.use(each);
    if (place === undefined) continue;
    const { start, shorthand } = place;
    const found = now.get(useKey(each.file, start, shorthand));
    const was = each.use.referents.map((referent) => moved.key(referent)).toSorted();
    const is = (found?.use.referents ?? []).map(referentKey).toSorted();
    if (found !== undefined && was.join("\n") === is.join("\n")) continue;
    const where = `In ${lineText(each.file, start, texts)}`;
    if (found === undefined) return `${where} the new name could not be read as one.`;
    const { name, referents } = found.use;
    return `${where} "${name}" would then stand for ${referentPhrase(referents[0])}.`;
  }
  return undefined;
}

function referentPhrase(referent: Referent | undefined): string {
  if (referent === undefined) return "nothing";
  if (referent.kind === "built-in" || referent.kind === "foreign") return `the ${referent.what} "${referent.name}"`;
  const kind = referent.kind === "local" || referent.kind === "bound" ? "name" : referent.kind;
  return `another ${kind} "${referent.name}"`;
}

/** What is said of the programs that was not said of them before. */
function newDiagnostics(before: readonly Analysis[], after: readonly Analysis[]): readonly Diagnostic[] {
  // A name brings no line end: what was said of a line is said of the same one.
  const keyOf = lineKeys(textsOf(before));
  const newKeyOf = lineKeys(textsOf(after));
  return after.flatMap((analysis, index) => {
    const known = new Map<string, number>();
    for (const diagnostic of before[index]?.diagnostics ?? []) {
      const key = keyOf(diagnostic);
      known.set(key, (known.get(key) ?? 0) + 1);
    }
    return analysis.diagnostics.filter((diagnostic) => {
      const key = newKeyOf(diagnostic);
      const left = known.get(key) ?? 0;
      known.set(key, left - 1);
      return left <= 0;
    });
  });
}

/** What tells diagnostics of different lines apart. */
function lineKeys(texts: ReadonlyMap<string, string>): (diagnostic: Diagnostic) => string {
  const sources = new Map([...texts].map(([file, text]) => [file, sourceOf(file, text)]));
  return ({ code, file, span }) => {
    const source = sources.get(file);
    return `${code} ${file} ${source === undefined ? span.start : positionAt(source, span.start).line}`;
  };
}

function newProblem({ file, span, message }: Diagnostic, texts: ReadonlyMap<string, string>): string {
  return `In ${lineText(file, span.start, texts)} it would then be wrong: ${message}`;
}

function lineText(file: string, offset: number, texts: ReadonlyMap<string, string>): string {
  const { line } = positionAt(sourceOf(file, texts.get(file) ?? ""), offset);
  return `line ${line} of "${file.replace(/^.*[/\\]/, "")}"`;
}

function useKey(file: string, start: number, shorthand: NameUse["shorthand"]): string {
  return `${file} ${start} ${shorthand}`;
}

function textsOf(analyses: readonly Analysis[]): ReadonlyMap<string, string> {
  return new Map(analyses.flatMap(({ modules }) => modules.map(({ file }) => [file.file, file.text] as const)));
}

interface Shorthand {
  readonly shorthand?: NameUse["shorthand"] | undefined;
}

/** Where what stood at a place stands after the edits. */
class Moved {
  readonly #edits: ReadonlyMap<string, readonly RenameEdit[]>;

  constructor(edits: ReadonlyMap<string, readonly RenameEdit[]>) {
    this.#edits = new Map(
      [...edits].map(([file, of]) => [file, of.toSorted((a, b) => a.edit.span.start - b.edit.span.start)]),
    );
  }

  offset(file: string, offset: number): number {
    let moved = offset;
    for (const { edit } of this.#edits.get(file) ?? []) {
      const { start, end } = edit.span;
      if (start >= offset) break;
      // What is in text that goes is where that was.
      moved += end <= offset ? edit.text.length - (end - start) : start - offset;
    }
    return moved;
  }

  /** `undefined`: the name goes. */
  use({ file, span, use }: Occurrence): ({ readonly start: number } & Shorthand) | undefined {
    const own = this.#edits.get(file)?.find(({ edit }) => edit.span.start <= span.start && span.end <= edit.span.end);
    if (own?.edit.text === "") return undefined;
    const start = this.offset(file, span.start);
    const { shorthand } = use;
    if (shorthand === undefined || own?.valueAt === undefined) return { start, shorthand };
    return { start: shorthand === "value" ? start + own.valueAt : start, shorthand: undefined };
  }

  /** The key that a referent has then. */
  key(referent: Referent): string {
    if (!isDeclared(referent)) return referentKey(referent);
    const { file, span } = referent.at;
    const start = this.offset(file, span.start);
    return referentKey({ ...referent, at: { file, span: { start, end: start } } });
  }
}
