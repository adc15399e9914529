/** Renaming, over all programs of the project. */
import { applyEdits, analyse, type Analysis } from "@adg/compiler/checking";
import { everyUse, isDeclared, rename, type Renamed } from "@adg/compiler/query";
import { expect, it } from "vitest";
import { diskHost, programsOnDisk } from "../support/programs-on-disk.ts";

const FRESH = "entirely_fresh";

type Texts = ReadonlyMap<string, string>;

function analysed(file: string, texts: Texts): Analysis {
  return analyse(file, texts.get(file) ?? "", diskHost(texts));
}

function renamed(file: string, texts: Texts, at: { file: string; offset: number }, name: string): Renamed {
  return rename([analysed(file, texts)], at, name, (changed) => [analysed(file, new Map([...texts, ...changed]))]);
}

function applied(texts: Texts, result: Renamed & { readonly kind: "edits" }): Texts {
  const byFile = Map.groupBy(result.edits, (edit) => edit.file);
  return new Map([...texts].map(([file, text]) => [file, applyEdits(text, byFile.get(file) ?? [])]));
}

/** What is said, without the names. */
function saidOf({ diagnostics }: Analysis): readonly string[] {
  return diagnostics.map(({ code, severity }) => `${code} ${severity}`);
}

/** Why a name may be refused although it is new: of two of one name the other is left. */
function refusals({ diagnostics }: Analysis): RegExp {
  const twice = diagnostics.some(({ code }) => code === "ADG2002");
  return twice ? /cannot be read; mend it first|would then be wrong/ : /cannot be read; mend it first/;
}

/** `{ b: b }` is `{ b }`. */
function shorthand(text: string): string {
  return text.replaceAll(/\b(\w+): \1\b(?=[ ,}])/g, "$1");
}

it.each(programsOnDisk)("every name of $name can be changed and changed back", ({ file, text }) => {
  const before = analysed(file, new Map([[file, text]]));
  const texts: Texts = new Map(before.modules.map(({ file: each }) => [each.file, each.text]));
  const names = everyUse([before]).filter(
    ({ file: each, use }) => each === file && use.role === "declaration" && use.referents.every(isDeclared),
  );
  for (const [count, { span, use }] of names.entries()) {
    const there = renamed(file, texts, { file, offset: span.start }, FRESH);
    if (there.kind === "refused") {
      expect([use.name, there.reason]).toEqual([use.name, expect.stringMatching(refusals(before))]);
      continue;
    }
    const changed = applied(texts, there);
    const after = analysed(file, changed);
    // Of two of one name, nothing is wrong with either after that, and the name cannot be had back.
    if (saidOf(after).length < saidOf(before).length && saidOf(before).includes("ADG2002 error")) continue;
    expect([use.name, saidOf(after)]).toEqual([use.name, saidOf(before)]);
    const again = everyUse([after]).filter(
      ({ file: each, use: other }) =>
        each === file && other.role === "declaration" && other.referents.every(isDeclared),
    )[count];
    expect(again?.use.name).toBe(FRESH);
    const back = renamed(file, changed, { file, offset: again?.span.start ?? -1 }, use.name);
    if (back.kind === "refused") throw new Error(`${use.name} cannot be changed back: ${back.reason}`);
    for (const [path, original] of applied(changed, back))
      expect(shorthand(original)).toBe(shorthand(texts.get(path) ?? ""));
  }
});
