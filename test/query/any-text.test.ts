/** Every question about every place of any text has an answer within the text, or none. */
import { analyse, type Analysis } from "@adg/compiler";
import * as query from "@adg/compiler/query";
import { expect, it } from "vitest";
import { edited } from "../fuzz/edits.ts";
import { diceFrom, pick } from "../support/dice.ts";
import { diskHost, programsOnDisk } from "../support/programs-on-disk.ts";

const ROUNDS = 100;

/** All that is answered about a place. */
function answers(analysis: Analysis, file: string, text: string, offset: number): readonly unknown[] {
  const module = query.findModule(analysis, file);
  if (module === undefined) throw new Error("The analysis lacks its own file.");
  const item = query.callItemAt(analysis, file, offset);
  const tree = module.file.module;
  const symbols = query.documentSymbolsOf(tree, text);
  const reanalyse = (changed: ReadonlyMap<string, string>): readonly Analysis[] => [
    analyse(file, changed.get(file) ?? text, diskHost(changed)),
  ];
  return [
    query.hoverAt(analysis, file, offset),
    query.definitionAt(analysis, file, offset),
    query.typeDefinitionAt(analysis, file, offset),
    query.implementationAt(analysis, file, offset),
    query.referencesAt([analysis], file, offset, { declaration: "included" }),
    query.highlightsAt(analysis, file, offset),
    query.prepareRename([analysis], file, offset),
    query.rename([analysis], { file, offset }, "fresh", reanalyse),
    symbols,
    query.workspaceSymbols([{ file, symbols }], text.slice(offset, offset + 2), { most: 10 }),
    item,
    item && query.incomingCalls([analysis], item),
    item && query.outgoingCalls([analysis], item),
    query.semanticTokens(analysis, file),
    query.foldingRangesOf(tree, text),
    query.selectionRangesAt(tree, text, offset),
    query.documentLinksOf(module),
    query.fileRenameEdits([analysis], [{ from: file, to: `${file}.other.adg` }]),
    query.formatRange(text, { start: offset, end: offset }),
    query.formatOnType(text, offset, pick(diceFrom(offset), ["\n", ":"])),
  ];
}

/** Each range in an answer, with the file that it is of (`undefined`: the one that was asked about). */
function* spansIn(
  answer: unknown,
  file?: string,
): Generator<{ readonly file: string | undefined; readonly span: Span }> {
  if (typeof answer !== "object" || answer === null) return;
  const own = "file" in answer && typeof answer.file === "string" ? answer.file : file;
  if ("start" in answer && "end" in answer) yield { file: own, span: answer as Span };
  else for (const part of Object.values(answer) as unknown[]) yield* spansIn(part, own);
}

/** What editors refuse: names outside of what they name, pieces that overlap, selections that do not grow. */
function faults(analysis: Analysis, file: string, text: string, offset: number): readonly string[] {
  const module = query.findModule(analysis, file);
  if (module === undefined) return [];
  const tree = module.file.module;
  const symbols = (each: query.DocumentSymbol): readonly string[] => [
    ...(each.name !== "" && isWithin(each.selection, each.span) ? [] : [`symbol ${each.name}`]),
    ...each.children.flatMap(symbols),
  ];
  const tokens = query.semanticTokens(analysis, file);
  const selections = query.selectionRangesAt(tree, text, offset);
  const item = query.callItemAt(analysis, file, offset);
  return [
    ...query.documentSymbolsOf(tree, text).flatMap(symbols),
    ...tokens.flatMap(({ span }, index) => (span.start >= (tokens[index - 1]?.span.end ?? 0) ? [] : ["token"])),
    ...selections.flatMap((span, index) => (isWithin(selections[index - 1] ?? span, span) ? [] : ["selection"])),
    ...(item === undefined || isWithin(item.selection, item.span) ? [] : ["item"]),
  ];
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

it.each([1, 2, 3])("however broken it is (seed %i)", (seed) => {
  const dice = diceFrom(seed);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { file, text } = pick(dice, programsOnDisk);
    const broken = edited(dice, "anything", text, pick(dice, programsOnDisk).text);
    const analysis = analyse(file, broken, diskHost());
    for (const offset of [dice(broken.length + 1), dice(broken.length + 1), broken.length]) {
      expect({ seed, round, faults: faults(analysis, file, broken, offset) }).toEqual({ seed, round, faults: [] });
      for (const { file: of, span } of spansIn(answers(analysis, file, broken, offset))) {
        if (of !== undefined && of !== file) continue;
        if (0 <= span.start && span.start <= span.end && span.end <= broken.length) continue;
        expect({ seed, round, offset, span }).toEqual("a range of the text");
      }
    }
  }
});
