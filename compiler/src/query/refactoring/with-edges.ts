/** Edits that make other edges than the text declares, with the declarations that this takes: the check itself says which. */
import { analyse, type Analysis } from "../../analyse.ts";
import type { Diagnostic, Edit } from "../../diagnostic.ts";
import { applyEdits, meet } from "../../fixes/apply-edits.ts";
import type { Host } from "../../host.ts";
import { writtenPath } from "../../peers.ts";
import type { Selected } from "./refactoring.ts";

/** `undefined` where something else would be said of the program than before. */
export function withEdges({ analysis, module, text }: Selected, edits: readonly Edit[]): readonly Edit[] | undefined {
  const { file } = module.file;
  const host = hostOf(analysis);
  const read = (changed: string): readonly Diagnostic[] =>
    analyse(file, changed, host).diagnostics.filter((each) => each.file === file);
  const before = read(text);
  const known = new Set(before.map(keyOf));
  const fixes: Edit[] = [];
  for (const diagnostic of read(applyEdits(text, edits))) {
    const isOfEdge = diagnostic.code === "ADG4001" || (diagnostic.code === "ADG4002" && !known.has(keyOf(diagnostic)));
    const fix = isOfEdge ? diagnostic.fixes[0]?.edits.map((each) => inOriginal(each, edits)) : undefined;
    for (const each of fix ?? []) if (each === undefined || !put(fixes, each)) return undefined;
  }
  if (fixes.some((each) => edits.some((other) => meet(other, each)))) return undefined;
  const after = read(applyEdits(text, [...edits, ...fixes]));
  return after.every((each) => known.has(keyOf(each))) ? [...edits, ...fixes] : undefined;
}

/** Adds an edit; a line that comes in where another edit ends becomes a part of that. Whether it does not get in its way. */
function put(edits: Edit[], added: Edit): boolean {
  const at = edits.findIndex((other) => meet(other, added));
  const other = edits[at];
  if (other === undefined) return edits.push(added) > 0;
  if (other.span.start === added.span.start && other.text === added.text) return true;
  const [line, changed] = added.text.startsWith("\n") ? [added, other] : [other, added];
  if (!/^\n.+$/.test(line.text) || line.span.start !== line.span.end) return false;
  // Of a declaration that goes with its line, the new line takes the place.
  const text = changed.text === "" ? `${line.text.slice(1)}\n` : changed.text + line.text;
  edits[at] = { ...changed, text };
  return true;
}

function keyOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

/** An edit of the changed text as one of the text before; `undefined` where it is within what was put in. */
function inOriginal(edit: Edit, edits: readonly Edit[]): Edit | undefined {
  const back = (offset: number): number | undefined => {
    let shift = 0;
    for (const { span, text } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
      const start = span.start + shift;
      if (offset <= start) break;
      if (offset < start + text.length) return undefined;
      shift += text.length - (span.end - span.start);
    }
    return offset - shift;
  };
  const [start, end] = [back(edit.span.start), back(edit.span.end)];
  return start === undefined || end === undefined ? undefined : { ...edit, span: { start, end } };
}

/** The files of an analysis, and no others: signatures in TypeScript are not asked for. */
function hostOf({ modules }: Analysis): Host {
  const files = new Map(modules.map(({ file }) => [file.file, file]));
  return {
    readFile: (path) => {
      const known = files.get(path);
      return known === undefined ? { kind: "missing" } : { kind: "text", text: known.text };
    },
    resolve: (from, path) => {
      const imports = [...(files.get(from)?.imports ?? [])];
      const found = imports.find(([{ from: written }]) => written !== undefined && writtenPath(written) === path);
      return found?.[1].file ?? path;
    },
    moduleExports: () => ({ kind: "unknown" }),
  };
}
