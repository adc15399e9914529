import { dirname, resolve } from "node:path";
import {
  applyEdits,
  type Diagnostic,
  type Edit,
  type Fix,
  meet,
  mostUrgent,
  positionAt,
  sourceOf,
} from "@adg/compiler/checking";
import { checkFile, nameOf, type CheckedFile } from "./check-file.ts";
import { FixTarget } from "./fix-target.ts";
import { contentOf, fingerprintOf } from "@adg/host";
import { rewrite } from "./rewrite.ts";

/** A mistake may be hidden by another; but no program needs that many rounds. */
const maximumRounds = 100;

/** Which fixes are applied: the safe ones, or also a suggested one where it is the only fix of its diagnostic. */
export type WhichFixes = "safe" | "suggested";

/**
 * Applies the fixes of what is wrong with programs, round after round, until none is left. Yields what was done, a line each. A
 * diagnostic with several fixes of which none is safe is left to the user, who alone can choose.
 */
export async function* fix(files: readonly string[], which: WhichFixes): AsyncGenerator<string> {
  const seen = new Set<string>();
  const target = new FixTarget([process.cwd(), ...files.map((file) => dirname(resolve(file)))]);
  for (let round = 0; round < maximumRounds; round++) {
    const checked = [];
    for (const file of new Map(files.map((each) => [resolve(each), each])).values())
      checked.push(await checkFile(file));
    const chosen = choose(checked, which, target);
    if (chosen.length === 0) break;
    if (chosen.some(hasChanged)) continue;
    const texts = new Map<string, string>();
    const edits = Map.groupBy(
      chosen.flatMap(({ fix }) => fix.edits),
      ({ file }) => file,
    );
    for (const [file, own] of edits) texts.set(file, applyEdits(textOf(file), own));
    // Fixes that undo each other would go on for ever.
    const state = JSON.stringify([...texts]);
    if (seen.has(state)) break;
    seen.add(state);
    // With places as they were.
    const lines = chosen.map((each) => `${placeOf(each)}: ${each.fix.title}`);
    rewrite(texts);
    yield* lines;
  }
}

/** A fix that is to be applied, with what it mends. */
interface Chosen {
  readonly fix: Fix;
  readonly checked: CheckedFile;
  readonly diagnostic: Diagnostic;
}

/** Whether somebody has changed a file since it was checked, so that the places of the fix are no longer those that are meant. */
function hasChanged({ checked, fix }: Chosen): boolean {
  return fix.edits.some(({ file }) => checked.host.fingerprint(file) !== fingerprintOf(file));
}

/** The fixes that can be applied together: of two that change the same place, the first. */
function choose(checked: readonly CheckedFile[], which: WhichFixes, target: FixTarget): readonly Chosen[] {
  const chosen: Chosen[] = [];
  const taken: Edit[] = [];
  for (const each of checked) {
    for (const diagnostic of mostUrgent(each.diagnostics, (found) => fixOf(found, which) !== undefined)) {
      const fix = fixOf(diagnostic, which);
      if (fix === undefined || fix.edits.some((edit) => taken.some((other) => meet(edit, other)))) continue;
      const isAllowed = fix.edits.every((edit) => {
        const together = [...taken, ...fix.edits].filter(({ file }) => file === edit.file);
        return target.allows(edit, applyEdits(textOf(edit.file), together));
      });
      if (!isAllowed) continue;
      taken.push(...fix.edits);
      chosen.push({ fix, checked: each, diagnostic });
    }
  }
  return chosen;
}

function fixOf({ fixes }: Diagnostic, which: WhichFixes): Fix | undefined {
  const safe = fixes.find(({ applicability }) => applicability === "safe");
  return safe ?? (which === "suggested" && fixes.length === 1 ? fixes[0] : undefined);
}

function placeOf({ checked, diagnostic: { file, span } }: Chosen): string {
  const { line, column } = positionAt(sourceOf(file, textOf(file)), span.start);
  return `${nameOf(checked, file)}:${line}:${column}`;
}

function textOf(file: string): string {
  const content = contentOf(file);
  return content.kind === "text" ? content.text : "";
}
