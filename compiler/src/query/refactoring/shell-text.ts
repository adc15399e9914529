/** A shell text on one line as a block of lines, and back. */
import type * as ast from "../../ast.ts";
import { edit, indentAt, type Refactoring, type Selected } from "./refactoring.ts";

export function rewriteShellText(selected: Selected): readonly Refactoring[] {
  const attribute = selected.path.find((part): part is ast.Attribute & { kind: "sh" } => part.kind === "sh");
  if (attribute === undefined) return [];
  return attribute.text.triple ? asLine(attribute.text, selected) : asBlock(attribute, selected);
}

/** The parts as they are to be written: what is text as `write` has it, interpolations as they are. */
function written({ parts }: ast.TextLiteral, { text }: Selected, write: (chunk: string) => string): string {
  const pieces = parts.map((part) =>
    part.kind === "chunk" ? write(part.value) : text.slice(part.span.start, part.span.end),
  );
  return pieces.join("");
}

/** None where a line of the text begins with white space, which a block would take for its own. */
function asBlock({ text: literal, span }: ast.Attribute & { kind: "sh" }, selected: Selected): readonly Refactoring[] {
  const plain = written(literal, selected, (chunk) => chunk.replaceAll("#{", "\\#{"));
  const lines = plain.split("\n");
  const isLossy = lines.some((line) => /^\s|^$/.test(line)) || /"""|[^\P{C}\n\t]/u.test(plain);
  if (
    isLossy ||
    literal.parts.some(
      (part) => part.kind === "hole" && /[\r\n]/.test(selected.text.slice(part.span.start, part.span.end)),
    )
  )
    return [];
  const indent = indentAt(selected.text, span.start);
  const block = ['"""', ...lines.map((line) => `${indent}  ${line}`), `${indent}"""`].join("\n");
  const { start, end } = literal.span;
  return [{ title: "Write the command as a block", kind: "rewrite", edits: [edit(selected, start, end, block)] }];
}

/** Only a text of one line: more would need `\n` in it. */
function asLine(literal: ast.TextLiteral, selected: Selected): readonly Refactoring[] {
  const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\t": "\\t", "#{": "\\#{" };
  const line = written(literal, selected, (chunk) => chunk.replaceAll(/\\|"|\t|#\{/g, (sign) => escapes[sign] ?? sign));
  if (/[\r\n]/.test(line) || line === "") return [];
  const { start, end } = literal.span;
  return [
    { title: "Write the command on one line", kind: "rewrite", edits: [edit(selected, start, end, `"${line}"`)] },
  ];
}
