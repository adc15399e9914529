import { styleText } from "node:util";
import { render, type Severity, type Source, type Style } from "@adg/compiler/checking";
import { findSource, nameOf, type CheckedFile } from "./check-file.ts";
import { counted } from "./words.ts";

const colours = { error: "red", warning: "yellow", hint: "cyan" } as const satisfies Record<Severity, string>;

/** The diagnostics of files for a person: each with its line and the range underlined, and at the end how many there are. */
export function diagnosticsText(files: readonly CheckedFile[], stream: NodeJS.WriteStream): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream });
  const style: Style = {
    severity: (text, severity) => paint(["bold", colours[severity]], text),
    message: (text) => paint("bold", text),
    faint: (text) => paint("dim", text),
  };
  return [...files.flatMap((each) => renderedIn(each, style)), endText(files)].join("\n\n");
}

function renderedIn(checked: CheckedFile, style: Style): readonly string[] {
  const named = <T extends { readonly file: string }>(at: T): T => ({ ...at, file: nameOf(checked, at.file) });
  const sources = new Map<string, Source | undefined>();
  for (const { file } of checked.diagnostics.flatMap((each) => [each, ...each.related]))
    if (!sources.has(nameOf(checked, file))) sources.set(nameOf(checked, file), findSource(checked, file));
  return checked.diagnostics.map((each) =>
    render({ ...named(each), related: each.related.map(named) }, (name) => sources.get(name), style),
  );
}

function endText(files: readonly CheckedFile[]): string {
  const severities = files.flatMap((each) => each.diagnostics.map(({ severity }) => severity));
  const counts = (["error", "warning", "hint"] as const).flatMap((severity) => {
    const n = severities.filter((each) => each === severity).length;
    return n === 0 ? [] : [counted(n, severity)];
  });
  return `${subjectOf(files.map(({ file }) => file))}: ${counts.length === 0 ? "nothing to report" : counts.join(", ")}`;
}

/** What is checked, for a person. */
export function subjectOf(files: readonly string[]): string {
  return files.length === 1 ? `"${files[0]}"` : counted(files.length, "file");
}
