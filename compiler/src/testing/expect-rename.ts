import { expect } from "vitest";
import { analyse, type Analysis, type CheckOptions } from "../analyse.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import { rename } from "../query/rename.ts";
import { testHost } from "./expect-check.ts";
import { filesHost } from "./expect-files.ts";
import { markedProgram } from "./marked-program.ts";

/** The same files analysed with other texts. */
export function reanalysing(
  analyses: readonly Analysis[],
  texts: Readonly<Record<string, string>>,
  options: CheckOptions = {},
): (changed: ReadonlyMap<string, string>) => readonly Analysis[] {
  return (changed) => {
    const all = { ...texts, ...Object.fromEntries(changed) };
    return analyses.map(({ modules: [main] }) => {
      const file = main?.file.file ?? "";
      return analyse(file, all[file] ?? "", Object.keys(all).length === 1 ? testHost() : filesHost(all), options);
    });
  };
}

/** The texts of marked files after what is at the cursor is given another name, or why it is not. */
export function renamed(
  marked: string | Readonly<Record<string, string>>,
  name: string,
  options: CheckOptions = {},
): string | Readonly<Record<string, string>> {
  const { analyses, file, offset, texts } = markedProgram(marked, options);
  const result = rename(analyses, { file, offset }, name, reanalysing(analyses, texts, options));
  if (result.kind === "refused") return result.reason;
  const changed = Object.entries(texts).map(([path, text]) => [
    path,
    applyEdits(
      text,
      result.edits.filter((edit) => edit.file === path),
    ),
  ]);
  return Object.fromEntries(changed) as Readonly<Record<string, string>>;
}

/** Expects this text of one file, or this reason why it is refused. */
export function expectRenamed(marked: string, name: string, expected: string): void {
  const result = renamed(marked, name);
  expect(typeof result === "string" ? result : result["main.adg"]).toBe(expected);
}
