import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyEdits, catalogue, check, type Diagnostic, type Edit, type Fix, type Host, meet } from "@adg/compiler";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFile } from "../cli/src/check-file.ts";
import { fix } from "../cli/src/fix.ts";
import { sectionsOf } from "../cli/src/sections.ts";
import { blocksOf, documents, programFiles } from "./support/documents.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sections = sectionsOf(readFileSync(join(root, "docs", "diagnostics.md"), "utf8"));

let folder: string;
beforeAll(async () => {
  // Below the project, so that what a program imports is found.
  await mkdir(join(root, "build"), { recursive: true });
  folder = await mkdtemp(join(root, "build", "fixes-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How often the very same is said. */
const countOf = (diagnostics: readonly Diagnostic[], { code, message }: Diagnostic): number =>
  diagnostics.filter((each) => each.code === code && each.message === message).length;

const syntaxErrorsIn = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ code }) => code.startsWith("ADG1"));

/** Whether what was said of a place is not said of it any more. */
const isFurtherOn = (left: readonly Diagnostic[], { code, span }: Diagnostic): boolean =>
  !left.some((each) => each.code === code && each.span.start === span.start);

/** The texts of files with edits applied; files that are not there are empty. */
function applied(texts: ReadonlyMap<string, string>, { edits }: Fix): ReadonlyMap<string, string> {
  const files = Map.groupBy(edits, ({ file }) => file);
  return new Map([
    ...texts,
    ...[...files].map(([file, own]) => [file, applyEdits(texts.get(file) ?? "", own)] as const),
  ]);
}

describe("a fix of a program in docs/diagnostics.md", () => {
  /** The folder of the wrong program of a section. */
  async function written(code: string): Promise<string> {
    const at = await mkdtemp(join(folder, `${code}-`));
    for (const { info, text } of blocksOf("docs/diagnostics.md", sections.get(code) ?? "")) {
      const [, name = ""] = info.split(" ");
      if (name === "wrong") await writeFile(join(at, "program.adg"), text);
      else if (name.includes(".")) await writeFile(join(at, name), text);
    }
    return at;
  }

  /** What is said of the program in a copy of the folder with a fix applied. */
  async function after(at: string, one: Fix): Promise<readonly Diagnostic[]> {
    const copy = await mkdtemp(join(folder, "fixed-"));
    await cp(at, copy, { recursive: true });
    const names = (await readdir(copy)).filter((name) => !name.startsWith("."));
    const texts = new Map(
      await Promise.all(names.map(async (name) => [join(at, name), await readFile(join(at, name), "utf8")] as const)),
    );
    for (const [file, text] of applied(texts, one)) await writeFile(file.replace(at, copy), text);
    return (await checkFile(join(copy, "program.adg"))).diagnostics;
  }

  it.each(Object.keys(catalogue))("mends %s, and the section tells of it", async (code) => {
    const at = await written(code);
    const { diagnostics } = await checkFile(join(at, "program.adg"));
    const found = diagnostics.flatMap((diagnostic) => diagnostic.fixes.map((each) => ({ diagnostic, each })));
    for (const { diagnostic, each } of found) {
      const left = await after(at, each);
      expect(countOf(left, diagnostic), each.title).toBeLessThan(countOf(diagnostics, diagnostic));
      expect(syntaxErrorsIn(left), each.title).toEqual([]);
    }
    expect({ code, tells: /^Fix(?:es)?:/m.test(sections.get(code) ?? "") }).toEqual({
      code,
      tells: found.length > 0 || fixedInOtherCases.has(code),
    });
  });

  it.each(Object.keys(catalogue))(
    "is applied with all others until none is left, and then no more: %s",
    async (code) => {
      const program = join(await written(code), "program.adg");
      const before = (await checkFile(program)).diagnostics;
      const canBeMended = before.some(({ fixes }) => fixes.length === 1);
      expect((await fixedIn(program)).length > 0).toBe(canBeMended || before.some(hasSafeFix));
      const text = await readFile(program, "utf8");
      expect(syntaxErrorsIn((await checkFile(program)).diagnostics).length).toBeLessThanOrEqual(
        syntaxErrorsIn(before).length,
      );
      expect(await fixedIn(program)).toEqual([]);
      expect(await readFile(program, "utf8")).toBe(text);
    },
  );

  const hasSafeFix = ({ fixes }: Diagnostic): boolean => fixes.some(({ applicability }) => applicability === "safe");

  async function fixedIn(program: string): Promise<readonly string[]> {
    const lines = [];
    for await (const line of fix([program], "suggested")) lines.push(line);
    return lines;
  }

  /** Codes whose section shows a case without a fix, and which have one in others. */
  const fixedInOtherCases = new Set(["ADG1002", "ADG2002", "ADG3001", "ADG3003", "ADG3004", "ADG6004"]);
});

describe("a fix of any program", () => {
  const texts = [
    ...documents.flatMap(({ blocks }) => blocks.filter(({ info }) => info.startsWith("adg")).map(({ text }) => text)),
    ...programFiles.map((path) => readFileSync(join(root, path), "utf8")),
  ].filter((text) => text.length < 3000);

  const host: Host = {
    readFile: () => ({ kind: "missing" }),
    resolve: (_, path) => path,
    moduleExports: () => ({ kind: "unknown" }),
  };
  const diagnosticsOf = (text: string): readonly Diagnostic[] => check("main.adg", text, host).diagnostics;

  const after = (text: string, edits: readonly Edit[]): string =>
    applyEdits(
      text,
      edits.filter(({ file }) => file === "main.adg"),
    );

  /** A program in which some words stand in the place of others, or are misspelt, left out or doubled, or lines are. */
  const spoilt = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.record({ kind: fc.nat(9), at: fc.nat(), from: fc.nat() }), { minLength: 1, maxLength: 3 }),
    )
    .map(([text, changes]) => changes.reduce(spoil, text));

  function spoil(text: string, change: { readonly kind: number; readonly at: number; readonly from: number }): string {
    if (change.kind < 2) {
      const lines = text.split("\n");
      const at = change.at % lines.length;
      return lines.toSpliced(at, 1, ...(change.kind === 0 ? [] : [lines[at] ?? "", lines[at] ?? ""])).join("\n");
    }
    const tokens = text.match(/\w+|[^\S\n]+|[^\w\s]|\n/g) ?? [];
    const words = tokens.flatMap((token, at) => (/^[A-Za-z_]/.test(token) ? [at] : []));
    const at = words[change.at % words.length] ?? 0;
    const word = tokens[at] ?? "";
    const other = tokens[words[change.from % words.length] ?? 0] ?? "";
    const becomes =
      [other, other, other, `${word}x`, `${word}x`, `${word}, ${word}`, `${word}, 1`, ""][change.kind - 2] ?? "";
    return tokens.toSpliced(at, 1, becomes).join("");
  }

  it("mends what it is for, and leaves a program that can be read", () => {
    let count = 0;
    fc.assert(
      fc.property(spoilt, (text) => {
        const before = diagnosticsOf(text);
        for (const diagnostic of before) {
          expect(diagnostic.fixes.filter(({ applicability }) => applicability === "safe").length).toBeLessThan(2);
          for (const fix of diagnostic.fixes) {
            count++;
            const mended = after(text, fix.edits);
            const left = diagnosticsOf(mended);
            const context = `${fix.title}\n${mended}`;
            // What is declared twice may be said twice: then it is said once less.
            const isMended =
              countOf(left, diagnostic) < countOf(before, diagnostic) ||
              left.length < before.length ||
              (diagnostic.code.startsWith("ADG1") && isFurtherOn(left, diagnostic));
            expect(isMended, context).toBe(true);
            // Behind what could not be read, there may be more of it.
            if (!diagnostic.code.startsWith("ADG1"))
              expect(syntaxErrorsIn(left).length, context).toBeLessThanOrEqual(syntaxErrorsIn(before).length);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(count).toBeGreaterThan(50);
  });

  it("can be applied together with any other that it does not meet", () => {
    let count = 0;
    fc.assert(
      fc.property(spoilt, (text) => {
        const before = diagnosticsOf(text);
        const edits: Edit[] = [];
        for (const fix of before.flatMap(({ fixes }) => fixes.slice(0, 1))) {
          if (fix.edits.some((edit) => edits.some((other) => meet(edit, other)))) continue;
          edits.push(...fix.edits);
          count++;
        }
        const mended = after(text, edits);
        expect(syntaxErrorsIn(diagnosticsOf(mended)).length, mended).toBeLessThanOrEqual(syntaxErrorsIn(before).length);
      }),
      { numRuns: 400 },
    );
    expect(count).toBeGreaterThan(50);
  });
});
